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
  std::string node;  // "SumBackward0"
  NamedValue result;
};

/// Note [Where a nan is born]
/// From a result that is not finite the walk goes back, at each operator to an operand that is not finite either, until
/// there is none: there finite numbers became something else.
struct Birth {
  std::vector<WalkedOperator> walk;  // from the result back; the last one is the birthplace. Empty: all is finite
  std::vector<NamedValue> operands;  // of the birthplace, as far as they are known
  std::string rule;                  // what it computes: "self * other"; empty if nobody wrote it down
  std::string leaf;                  // a leaf that was not finite to begin with, where the walk ended at one
};

}  // namespace gradbox::inspect
