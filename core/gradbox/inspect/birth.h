#pragma once

#include <string>
#include <vector>

#include "gradbox/inspect/value_snapshot.h"

namespace gradbox::inspect {

/// A tensor that took part, and what the program or the operator calls it.
struct NamedValue {
  std::string name;
  ValueSnapshot value;
};

/// One operator on the way back from the result to where its first inf or nan came from.
struct WalkedOperator {
  std::string node;   // "SumBackward0"
  NamedValue result;  // of its forward; on the way of a gradient: what its backward sent
};

/// Note [Where a nan is born]
/// From a result that is not finite the walk goes back, at each operator to an operand that is not finite either, until
/// there is none: there finite numbers became something else. Where the result is finite and a gradient is not, the
/// walk goes the other way, from the leaf's gradient to the backward that sent it, until all that came in was finite.
struct Birth {
  bool is_searched = false;          // the step could be run once more
  bool in_backward = false;          // the walk is that of a gradient
  std::vector<WalkedOperator> walk;  // the last one is the birthplace. Empty: forward and backward are finite
  std::vector<NamedValue> operands;  // of the birthplace, as far as they are known
  std::string rule;                  // what it computes: "self * other"; empty if nobody wrote it down
  std::string numbers;               // the rule with the numbers of one element that is not finite; may be empty
  std::string element;               // which one: "[2, 0]"; empty where there is only one
  std::string leaf;                  // a leaf that was not finite to begin with, where the walk ended at one
};

}  // namespace gradbox::inspect
