#include <doctest/doctest.h>

#include "house/rules.h"

using gradbox::house::SourceTree;
using gradbox::house::violations;

namespace {

// What is found in a house of one file, or "" if it is as it should be.
std::string verdict(const std::string& file, const std::string& text) {
  const auto found = violations(SourceTree{{file, text}});
  return found.empty() ? "" : to_string(found.front());
}

}  // namespace

TEST_CASE("house: every include goes up the list of rooms, never down") {
  const SourceTree tree = gradbox::house::read_rooms(GRADBOX_SOURCE_DIR);
  CHECK(tree.size() > 1);
  for (const auto& violation : violations(tree)) FAIL_CHECK(to_string(violation));
}

TEST_CASE("house: the check names file, line and rule") {
  CHECK(verdict("core/gradbox/base/shape.h", "#pragma once\n#include \"gradbox/tensor/tensor.h\"\n") ==
        "core/gradbox/base/shape.h:2: core/gradbox/base/ may not include core/gradbox/tensor/: it stands below it");
}

TEST_CASE("house: what breaks the direction is found") {
  CHECK(verdict("core/gradbox/tensor/a.cpp", "#include \"gradbox/ops/unary.h\"") != "");
  CHECK(verdict("core/gradbox/tensor/a.cpp", "  #  include <gradbox/autograd/node.h>") != "");
  CHECK(verdict("core/gradbox/autograd/a.cpp", "#include \"../ops/unary.h\"") != "");
  CHECK(verdict("core/gradbox/nn/a.cpp", "#include \"gradbox/gradbox.h\"") != "");
  CHECK(verdict("app/lessons/a.cpp", "#include \"ui/panel.h\"") != "");
  CHECK(verdict("app/ui/a.cpp", "#include \"../../web/page.h\"") != "");
  CHECK(verdict("native/cli/a.cpp", "#include \"desktop/window.h\"") != "");
  CHECK(verdict("native/cli/a.cpp", "#include \"ui/app.h\"") != "");
  CHECK(verdict("web/main.cpp", "#include \"cli/options.h\"") != "");
}

TEST_CASE("house: libraries in the wrong room are found") {
  CHECK(verdict("core/gradbox/ops/matmul.cpp", "#include <Eigen/Core>") != "");
  CHECK(verdict("core/gradbox/inspect/a.cpp", "#include \"imgui.h\"") != "");
  CHECK(verdict("app/lessons/a.cpp", "#include <implot.h>") != "");
  CHECK(verdict("core/gradbox/backend/cpu/a.cpp", "#include <cuda_runtime.h>") != "");
  CHECK(verdict("core/gradbox/base/pool.cpp", "#include <emscripten/emscripten.h>") != "");
  CHECK(verdict("core/gradbox/base/pool.cpp", "#ifdef __EMSCRIPTEN__") != "");
  CHECK(verdict("native/cli/a.cpp", "#include <nlohmann/json.hpp>") != "");
}

TEST_CASE("house: what the rules allow is left alone") {
  CHECK(verdict("core/gradbox/ops/a.cpp", "#include \"gradbox/tensor/tensor.h\"\n#include <vector>\n") == "");
  CHECK(verdict("core/gradbox/backend/cpu/a.cpp", "#include <Eigen/Core>\n#ifdef __EMSCRIPTEN__\n") == "");
  CHECK(verdict("core/torch/torch.h", "#include \"gradbox/gradbox.h\"") == "");
  CHECK(verdict("app/ui/render/gl.h", "#include <emscripten/html5.h>\n#include \"imgui.h\"") == "");
  CHECK(verdict("native/desktop/a.cpp", "#include \"ui/app.h\"\n#include <GLFW/glfw3.h>") == "");
}

TEST_CASE("house: tensor.h composes methods from operator headers, which include base/ alone") {
  const std::string methods = "core/gradbox/tensor/tensor.h";
  SourceTree tree{{methods, "#include \"gradbox/ops/unary.h\""},
                  {"core/gradbox/ops/unary.h", "#include \"gradbox/base/scalar.h\""}};
  CHECK(violations(tree).empty());
  tree["core/gradbox/ops/unary.h"] = "#include \"gradbox/tensor/tensor.h\"";
  REQUIRE(violations(tree).size() == 1);
  CHECK(violations(tree).front().file == "core/gradbox/ops/unary.h");
  tree["core/gradbox/ops/unary.h"] = "#include \"gradbox/ops/binary.h\"";
  tree["core/gradbox/ops/binary.h"] = "#include \"gradbox/autograd/node.h\"";
  REQUIRE(violations(tree).size() == 1);
  CHECK(violations(tree).front().file == "core/gradbox/ops/binary.h");
  tree.erase("core/gradbox/ops/binary.h");
  tree[methods] = "#include \"gradbox/ops/unary.cpp\"";
  CHECK(violations(tree).size() == 1);
}
