#pragma once

#include <functional>
#include <string>
#include <vector>

#include "gradbox/gradbox.h"
#include "lessons/lesson.h"

namespace gradbox::lessons {

/// A function of one tensor whose derivative was written by hand, as an operator and as a program's text.
struct HandWritten {
  std::function<Tensor(const Tensor&)> apply;
  std::string name;               // of the class in a program: "P3"
  std::string forward, backward;  // as both languages write them, but for powers: "x^3"
  // At the probe, as a program's numbers: the value, its true derivative, and what backward claims.
  std::string value, derivative, claimed;
};

/// The Legendre polynomial P3(x) = (5 x^3 - 3 x) / 2.
HandWritten legendre_polynomial();

/// 0.7 (7 x^3 - 3 x), which some give in its place; with `wrong`, its derivative is none.
HandWritten legendre_variant(bool wrong);

/// The two places at which the lesson looks at a function closely, in float64.
Tensor probe();

/// What a program says of a function: $[curve], $[forward], $[backward], and at the probe $[value],
/// $[derivative], $[claimed].
void describe(const HandWritten& function, const std::string& language, ProgramValues& values);

}  // namespace gradbox::lessons
