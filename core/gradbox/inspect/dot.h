#pragma once

#include <string>

#include "gradbox/inspect/graph_snapshot.h"

namespace gradbox::inspect {

/// How torchviz draws a graph. Current: the result and every AccumulateGrad have boxes of their own. Classic, as in
/// tutorials of 2018 to 2021: a parameter stands for its AccumulateGrad, and the last operator is the green one.
enum class DotConvention { Current, Classic };

struct DotOptions {
  DotConvention convention = DotConvention::Current;
  bool show_attributes = false;  // Current only: the settings and tensors a node keeps, in its box
  bool show_saved = false;       // Current only: a box for each saved tensor
  std::size_t most_attribute_characters = 50;
};

/// The graph as Graphviz reads it, character by character what torchviz's make_dot gives, ids aside: `N0`, `N1`, ... in
/// the order of their appearance.
/// Source: torchviz.make_dot
std::string dot_text(const GraphSnapshot& graph, const DotOptions& options = {});

}  // namespace gradbox::inspect
