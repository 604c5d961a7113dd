#include "ui/view_link.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "lessons/number_text.h"
#include "ui/layout.h"
#include "ui/widgets/plot.h"

namespace gradbox::ui {
namespace {

struct Theme {
  const char* name;
  ThemeChoice choice;
};
constexpr Theme kThemes[] = {
    {"system", ThemeChoice::System}, {"dark", ThemeChoice::Dark}, {"light", ThemeChoice::Light}};

const std::vector<std::string> kPlaceNames = {"text", "stage", "loss", "inspect"};

std::string joined(const std::vector<std::string>& words) {
  std::string out;
  for (const std::string& word : words) out += (out.empty() ? "" : ", ") + word;
  return out;
}

/// `value` is one of `possible`; otherwise says so.
bool is_one_of(const std::string& key, const std::string& value, const std::vector<std::string>& possible,
               std::vector<std::string>& ignored) {
  if (std::find(possible.begin(), possible.end(), value) != possible.end()) return true;
  ignored.push_back(key + " cannot be '" + value + "': there are " + joined(possible));
  return false;
}

std::string zoom_text(const std::string& plot, const lessons::Extent& extent) {
  std::string out = plot + ":";
  const double numbers[4] = {extent.x_min, extent.x_max, extent.y_min, extent.y_max};
  for (int i = 0; i < 4; ++i) out += (i ? "," : "") + lessons::rounded(numbers[i], 6);
  return out;
}

/// "fit:-1,1,-2,2".
bool parse_zoom(const std::string& text, std::string& plot, lessons::Extent& extent) {
  const std::size_t colon = text.find(':');
  if (colon == std::string::npos) return false;
  plot = text.substr(0, colon);
  double numbers[4] = {};
  const char* at = text.c_str() + colon + 1;
  for (int i = 0; i < 4; ++i) {
    char* end = nullptr;
    numbers[i] = std::strtod(at, &end);
    if (end == at || !std::isfinite(numbers[i]) || *end != (i < 3 ? ',' : '\0')) return false;
    at = end + 1;
  }
  extent = {numbers[0], numbers[1], numbers[2], numbers[3]};
  return extent.x_min < extent.x_max && extent.y_min < extent.y_max;
}

std::vector<std::string> stage_ids(const lessons::LessonInfo& info) {
  std::vector<std::string> ids;
  for (const PanelEntry* entry : stage_entries(info)) ids.push_back(entry->id);
  return ids;
}

void apply_zoom(const std::string& value, const std::vector<std::string>& stages, std::vector<std::string>& ignored) {
  std::string plot;
  lessons::Extent extent;
  std::vector<std::string> plots = stages;
  plots.push_back("loss");
  if (!parse_zoom(value, plot, extent)) {
    ignored.push_back("zoom cannot be '" + value + "': it takes a plot and its edges, such as fit:-1,1,-2,2");
  } else if (is_one_of("zoom", plot, plots, ignored)) {
    zoom_to(plot, extent);
  }
}

// --- the graph

std::string folds_text(const std::map<std::string, bool>& folded) {
  std::string out;
  for (const auto& [key, is_folded] : folded) out += (out.empty() ? "" : ",") + std::string(is_folded ? "" : "!") + key;
  return out;
}

std::map<std::string, bool> parse_folds(const std::string& text) {
  std::map<std::string, bool> folded;
  for (std::size_t start = 0; start < text.size();) {
    const std::size_t end = std::min(text.find(',', start), text.size());
    const bool open = text[start] == '!';
    const std::size_t first = start + (open ? 1 : 0);
    folded[text.substr(first, end - first)] = !open;
    start = end + 1;
  }
  return folded;
}

void graph_words(const ViewState& view, bool graph_open, LinkWords& words) {
  const GraphView& graph = view.graph;
  if (graph.ledger) words.emplace_back("ledger", "open");
  if (view.costs_open) words.emplace_back("costs", "open");
  if (view.walk_open) words.emplace_back("walk", "open");
  if (!graph_open) return;
  if (graph.show_saved) words.emplace_back("kept", "shown");
  if (graph.stepper) words.emplace_back("backward", std::to_string(graph.step));
  if (!graph.search.empty()) words.emplace_back("find", graph.search);
  if (!graph.folded.empty()) words.emplace_back("folds", folds_text(graph.folded));
  if (graph.moved) {
    words.emplace_back("camera", lessons::rounded(graph.x, 5) + "," + lessons::rounded(graph.y, 5) + "," +
                                     lessons::rounded(graph.zoom, 4));
  }
}

void apply_camera(const std::string& value, GraphView& graph, std::vector<std::string>& ignored) {
  double numbers[3] = {};
  const char* at = value.c_str();
  bool good = true;
  for (int i = 0; i < 3 && good; ++i) {
    char* end = nullptr;
    numbers[i] = std::strtod(at, &end);
    good = end != at && std::isfinite(numbers[i]) && *end == (i < 2 ? ',' : '\0');
    at = end + 1;
  }
  if (!good || numbers[2] <= 0) {
    ignored.push_back("camera cannot be '" + value + "': it takes a place and a size, such as 120,80,1.5");
    return;
  }
  graph.moved = true;
  graph.x = numbers[0];
  graph.y = numbers[1];
  graph.zoom = numbers[2];
}

void apply_backward(const std::string& value, GraphView& graph, std::vector<std::string>& ignored) {
  char* end = nullptr;
  const long step = std::strtol(value.c_str(), &end, 10);
  if (value.empty() || *end != '\0' || step < 0 || step > 100'000'000) {
    ignored.push_back("backward cannot be '" + value + "': it takes how many nodes have run");
    return;
  }
  graph.stepper = true;
  graph.step = static_cast<int>(step);
}

/// Returns whether `key` is about the graph.
bool apply_graph_word(const std::string& key, const std::string& value, ViewState& view,
                      std::vector<std::string>& ignored) {
  GraphView& graph = view.graph;
  if (key == "ledger" || key == "costs" || key == "walk") {
    bool& open = key == "ledger" ? graph.ledger : key == "costs" ? view.costs_open : view.walk_open;
    if (is_one_of(key, value, {"open"}, ignored)) open = true;
  } else if (key == "kept") {
    if (is_one_of(key, value, {"shown"}, ignored)) graph.show_saved = true;
  } else if (key == "backward") {
    apply_backward(value, graph, ignored);
  } else if (key == "find") {
    graph.search = value;
  } else if (key == "folds") {
    graph.folded = parse_folds(value);
  } else if (key == "camera") {
    apply_camera(value, graph, ignored);
  } else {
    return false;
  }
  return true;
}

}  // namespace

LinkWords view_words(const lessons::LessonInfo& info, const ViewState& view, bool narrow) {
  LinkWords words;
  const std::vector<std::string> stages = stage_ids(info);
  const std::size_t open = open_stage(info, view);
  if (open > 0 && open < stages.size()) words.emplace_back("stage", stages[open]);
  if (!view.log_loss) words.emplace_back("loss", "linear");
  if (view.theme != ThemeChoice::System) words.emplace_back("theme", kThemes[static_cast<int>(view.theme)].name);
  if (narrow && view.place != "stage") words.emplace_back("place", view.place);
  if (!view.code_language.empty()) words.emplace_back("code", view.code_language);
  for (const std::string& plot : {stages.empty() ? std::string() : stages[open], std::string("loss")}) {
    lessons::Extent extent;
    if (zoom_of(plot, extent)) words.emplace_back("zoom", zoom_text(plot, extent));
  }
  graph_words(view, open < stages.size() && stages[open] == "graph", words);
  return words;
}

std::vector<std::string> apply_view_words(const LinkWords& words, const lessons::LessonInfo& info, ViewState& view) {
  std::vector<std::string> ignored;
  const std::vector<std::string> stages = stage_ids(info);
  std::vector<std::string> languages;
  for (const lessons::CodeListing& one : info.code) languages.push_back(one.language);
  for (const auto& [key, value] : words) {
    if (apply_graph_word(key, value, view, ignored)) continue;
    if (key == "stage") {
      if (is_one_of(key, value, stages, ignored)) view.stage_tab = value;
    } else if (key == "loss") {
      if (is_one_of(key, value, {"log", "linear"}, ignored)) view.log_loss = value == "log";
    } else if (key == "place") {
      if (is_one_of(key, value, kPlaceNames, ignored)) view.place = value;
    } else if (key == "code") {
      if (is_one_of(key, value, languages, ignored)) view.code_language = value;
    } else if (key == "zoom") {
      apply_zoom(value, stages, ignored);
    } else if (key == "theme" && is_one_of(key, value, {"system", "dark", "light"}, ignored)) {
      for (const Theme& theme : kThemes) view.theme = value == theme.name ? theme.choice : view.theme;
    }
  }
  return ignored;
}

}  // namespace gradbox::ui
