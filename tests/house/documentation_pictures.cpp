#include <doctest/doctest.h>

#include <cstdlib>
#include <fstream>
#include <sstream>
#include <string>

#include "gradbox/gradbox.h"
#include "gradbox/inspect/graph_snapshot.h"
#include "gradbox/inspect/svg.h"

/// The pictures of docs/autograd.md, drawn from the programs that stand beside them there. GRADBOX_WRITE_PICTURES=1
/// writes them anew; otherwise they are held against what is drawn now.
namespace {

using namespace gradbox;

std::string drawn(const inspect::GraphSource& source) {
  inspect::DrawingOptions options;
  options.show_saved = true;
  return inspect::svg_text(inspect::draw_graph(inspect::snapshot_graph(source), options));
}

inspect::GraphSource first() {
  const Tensor x = tensor(2.).requires_grad_(), w = tensor(3.).requires_grad_();
  const Tensor y = (x * w).exp() + x;
  return {{{"y", y}}, {{"x", x}, {"w", w}}, {}, "", "", 1024};
}

inspect::GraphSource inplace() {
  const Tensor a = tensor({1., 2., 3.}).requires_grad_();
  const Tensor b = a.exp();
  b[1] *= 10;
  return {{{"s", b.sum()}}, {{"a", a}, {"b", b}}, {}, "", "", 1024};
}

inspect::GraphSource second() {
  const Tensor x = tensor(2.).requires_grad_();
  const Tensor y = x.pow(3);
  const Tensor dy = autograd::grad({y}, {x}, {}, true, true)[0];
  return {{{"dy", dy}}, {{"x", x}, {"y", y}}, {}, "", "", 1024};
}

void compare(const std::string& name, const std::string& svg) {
  const std::string path = GRADBOX_SOURCE_DIR "/docs/images/" + name + ".svg";
  if (std::getenv("GRADBOX_WRITE_PICTURES") != nullptr) std::ofstream(path, std::ios::binary) << svg;
  std::ostringstream text;
  text << std::ifstream(path, std::ios::binary).rdbuf();
  CHECK_MESSAGE(text.str() == svg, path << " is out of date: run this test with GRADBOX_WRITE_PICTURES=1");
}

}  // namespace

TEST_CASE("the pictures of docs/autograd.md are what is drawn now") {
  compare("graph_first", drawn(first()));
  compare("graph_inplace", drawn(inplace()));
  compare("graph_second", drawn(second()));
}
