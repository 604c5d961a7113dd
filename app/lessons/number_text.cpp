#include "lessons/number_text.h"

#include <cmath>
#include <cstdlib>

#include "gradbox/base/number_text.h"

namespace gradbox::lessons {

std::string shortest(double value, bool is_float32) {
  std::string text = is_float32 ? gradbox::shortest(static_cast<float>(value)) : gradbox::shortest(value);
  const std::size_t size = text.size();
  if (size > 2 && text.compare(size - 2, 2, ".0") == 0) text.resize(size - 2);
  return text;
}

std::string rounded(double value, int digits) { return printed(value, 'g', digits); }

double round_down_1_2_5(double value) {
  const double exponent = std::floor(std::log10(value));
  double best = std::pow(10.0, exponent);
  for (double digit : {2.0, 5.0}) {
    if (digit * std::pow(10.0, exponent) <= value) best = digit * std::pow(10.0, exponent);
  }
  // Via text, so that the result is the double nearest to the short decimal number.
  return std::strtod(rounded(best, 1).c_str(), nullptr);
}

}  // namespace gradbox::lessons
