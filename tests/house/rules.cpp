#include "house/rules.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string_view>

namespace gradbox::house {
namespace {

bool starts_with(std::string_view text, std::string_view prefix) { return text.substr(0, prefix.size()) == prefix; }

bool starts_with_any(std::string_view text, const std::vector<std::string_view>& prefixes) {
  return std::any_of(prefixes.begin(), prefixes.end(), [text](std::string_view p) { return starts_with(text, p); });
}

bool is_header(std::string_view path) { return path.size() > 2 && path.substr(path.size() - 2) == ".h"; }

// The house from the ground up: a room may include itself and the rooms listed before it.
// Shells stand side by side at the end: none includes another.
constexpr std::string_view kRooms[] = {
    "core/gradbox/base/",
    "core/gradbox/tensor/",
    "core/gradbox/backend/",
    "core/gradbox/autograd/",
    "core/gradbox/ops/",
    "core/gradbox/nn/",
    "core/gradbox/optim/",
    "core/gradbox/data/",
    "core/gradbox/io/",
    "core/gradbox/inspect/",
    "core/gradbox/",
    "core/torch/",
    "app/lessons/",
    "app/ui/",
    "native/cli/",
    "native/desktop/",
    "web/",
};
constexpr int kFirstShell = 14;
constexpr int kNoRoom = -1;

// Include directories of the build: an include that names a room is relative to one of these.
constexpr std::string_view kIncludeRoots[] = {"core/", "app/", "native/"};

// The one step upwards: tensor.h composes Tensor's methods from the headers of ops/ that only declare operators, and
// those include base/ and each other alone. The .cpp files of tensor/ and autograd/ reach the operators through
// tensor.h.
constexpr std::string_view kMethodsHeader = "core/gradbox/tensor/tensor.h";
constexpr std::string_view kOperators = "core/gradbox/ops/";
constexpr std::string_view kBase = "core/gradbox/base/";

struct OutsideRule {
  std::vector<std::string_view> includes;  // how the include begins
  std::vector<std::string_view> allowed;   // how the paths begin that may have it
  std::string_view rule;
};

const std::vector<OutsideRule>& outside_rules() {
  static const std::vector<OutsideRule> rules = {
      {{"Eigen/", "eigen3/", "unsupported/Eigen"},
       {"core/gradbox/backend/cpu/"},
       "Eigen is included by core/gradbox/backend/cpu/ alone"},
      {{"cuda", "cublas", "curand", "cub/", "thrust/"},
       {"core/gradbox/backend/cuda/"},
       "CUDA is included by core/gradbox/backend/cuda/ alone"},
      {{"imgui", "implot"},
       {"app/ui/", "native/desktop/", "web/"},
       "ImGui is included by app/ui/ and the shells that host it alone"},
      {{"GLFW/", "stb/", "stb_"}, {"native/desktop/"}, "GLFW and stb are included by native/desktop/ alone"},
      {{"GL/", "GLES", "KHR/"}, {"app/ui/", "native/desktop/", "web/"}, "OpenGL is for app/ui/ and its shells alone"},
      {{"emscripten"},
       {"web/", "app/ui/render/gl.h", "core/gradbox/backend/cpu/"},
       "Emscripten is for web/, app/ui/render/gl.h and core/gradbox/backend/cpu/ alone"},
      {{"ui/"}, {"app/ui/", "native/desktop/", "web/"}, "native/cli/ is headless: it may not include app/ui/"},
      {{"doctest/", "nlohmann/"}, {}, "the libraries of the tests are for the tests alone"},
  };
  return rules;
}

int room_of(std::string_view path) {
  const auto found =
      std::find_if(std::begin(kRooms), std::end(kRooms), [&](auto room) { return starts_with(path, room); });
  return found == std::end(kRooms) ? kNoRoom : static_cast<int>(found - std::begin(kRooms));
}

struct Include {
  std::string name;
  bool quoted = false;
};

// What `#include "name"` or `#include <name>` names; an empty name on any other line.
Include parse_include(std::string_view line) {
  const size_t hash = line.find_first_not_of(" \t");
  if (hash == std::string_view::npos || line[hash] != '#') return {};
  const size_t word = line.find_first_not_of(" \t", hash + 1);
  if (word == std::string_view::npos || !starts_with(line.substr(word), "include")) return {};
  const size_t open = line.find_first_of("\"<", word);
  if (open == std::string_view::npos) return {};
  const size_t close = line.find_first_of("\">", open + 1);
  if (close == std::string_view::npos) return {};
  return {std::string(line.substr(open + 1, close - open - 1)), line[open] == '"'};
}

// The path in the source tree that an include means, or an empty string for what lies outside the house.
std::string resolve(const std::string& file, const Include& include) {
  for (std::string_view root : kIncludeRoots) {
    const std::string path = std::string(root) + include.name;
    if (room_of(path) != kNoRoom) return path;
  }
  if (!include.quoted) return "";
  const auto beside = (std::filesystem::path(file).parent_path() / include.name).lexically_normal().generic_string();
  return room_of(beside) != kNoRoom ? beside : "";
}

std::string direction_rule(const std::string& file, const std::string& target) {
  const int from = room_of(file);
  const int to = room_of(target);
  const bool composes_methods = file == kMethodsHeader && starts_with(target, kOperators) && is_header(target);
  if (from == kNoRoom || to == kNoRoom || from == to || composes_methods) return "";
  if (to < from && to < kFirstShell) return "";
  const auto name = [](int room) { return std::string(kRooms[static_cast<size_t>(room)]); };
  return name(from) + " may not include " + name(to) + ": it stands " + (to < from ? "beside it" : "below it");
}

std::string outside_rule(const std::string& file, const std::string& name) {
  for (const OutsideRule& rule : outside_rules()) {
    if (starts_with_any(name, rule.includes) && !starts_with_any(file, rule.allowed)) return std::string(rule.rule);
  }
  return "";
}

bool is_emscripten_conditional(std::string_view line) {
  const size_t first = line.find_first_not_of(" \t");
  return first != std::string_view::npos && line[first] == '#' && line.find("EMSCRIPTEN") != std::string_view::npos;
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

void add_operator_headers(const SourceTree& tree, const std::string& file, std::vector<std::string>& headers) {
  const auto found = tree.find(file);
  if (found == tree.end()) return;
  for (const std::string& line : lines_of(found->second)) {
    const std::string target = resolve(file, parse_include(line));
    const bool known = std::find(headers.begin(), headers.end(), target) != headers.end();
    if (starts_with(target, kOperators) && !known) headers.push_back(target);
  }
}

// The headers of ops/ that tensor.h reaches.
std::vector<std::string> operator_declarations(const SourceTree& tree) {
  std::vector<std::string> headers;
  add_operator_headers(tree, std::string(kMethodsHeader), headers);
  for (size_t i = 0; i < headers.size(); ++i) add_operator_headers(tree, std::string(headers[i]), headers);
  return headers;
}

class Inspector {
 public:
  explicit Inspector(const SourceTree& tree) : declarations_(operator_declarations(tree)) {}

  std::string broken_rule(const std::string& file, const std::string& line) const {
    static const std::vector<std::string_view> may_ask = {"web/", "app/ui/render/gl.h", "core/gradbox/backend/cpu/"};
    if (is_emscripten_conditional(line) && !starts_with_any(file, may_ask)) {
      return "EMSCRIPTEN conditionals stand in web/, app/ui/render/gl.h and core/gradbox/backend/cpu/ alone";
    }
    const Include include = parse_include(line);
    if (include.name.empty()) return "";
    const std::string outside = outside_rule(file, include.name);
    if (!outside.empty()) return outside;
    const std::string target = resolve(file, include);
    if (target.empty()) return "";
    if (is_declaration(file) && !starts_with(target, kBase) && !is_declaration(target)) {
      return "a header of ops/ that tensor.h reaches may include base/ and its like alone";
    }
    return direction_rule(file, target);
  }

 private:
  bool is_declaration(const std::string& file) const {
    return std::find(declarations_.begin(), declarations_.end(), file) != declarations_.end();
  }

  std::vector<std::string> declarations_;
};

}  // namespace

SourceTree read_rooms(const std::string& root) {
  namespace fs = std::filesystem;
  SourceTree tree;
  for (const char* folder : {"core", "app", "native", "web"}) {
    const fs::path start = fs::path(root) / folder;
    if (!fs::exists(start)) continue;
    for (const fs::directory_entry& entry : fs::recursive_directory_iterator(start)) {
      const std::string extension = entry.path().extension().string();
      if (extension != ".h" && extension != ".cpp" && extension != ".cu" && extension != ".cuh") continue;
      std::ifstream stream(entry.path(), std::ios::binary);
      std::ostringstream text;
      text << stream.rdbuf();
      tree[fs::relative(entry.path(), root).generic_string()] = text.str();
    }
  }
  return tree;
}

std::vector<Violation> violations(const SourceTree& tree) {
  std::vector<Violation> found;
  const Inspector inspector(tree);
  for (const auto& [file, text] : tree) {
    int number = 0;
    for (const std::string& line : lines_of(text)) {
      ++number;
      const std::string rule = inspector.broken_rule(file, line);
      if (!rule.empty()) found.push_back({file, number, rule});
    }
  }
  return found;
}

std::string to_string(const Violation& violation) {
  return violation.file + ":" + std::to_string(violation.line) + ": " + violation.rule;
}

}  // namespace gradbox::house
