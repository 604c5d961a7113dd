#pragma once

#include <string>
#include <vector>

#include "gradbox/inspect/recording.h"
#include "gradbox/inspect/rules.h"

namespace gradbox::inspect {

/// One outgoing gradient of a step: the rule, and the rule with the numbers of one element.
struct WorkedLine {
  int output = 0;       // index into BackwardStep::outgoing
  std::string input;    // "self"
  std::string formula;  // "grad * other"; empty where no rule is known
  std::string note;
  std::string numbers;  // "-0.5 * 3 = -1.5"; empty where the formula does not hold element by element
  std::string element;  // which one: "[2, 0]"; empty for a 0-dim gradient
};

/// The rule of `step`, worked out for the element of each wanted gradient that is largest in size.
std::vector<WorkedLine> work_out(const GraphSnapshot& graph, const BackwardRecording& recording,
                                 const BackwardStep& step);

/// What the node's operator computed, factors of 1 left out; empty where no rule is known.
std::string forward_formula(const GraphSnapshot& graph, const NodeSnapshot& node);

}  // namespace gradbox::inspect
