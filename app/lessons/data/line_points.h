#pragma once

#include <array>
#include <cstddef>
#include <string>

#include "lessons/number_text.h"

namespace gradbox::lessons::data {

// One hundred points of y = 1 + 2 x + 0.1 noise: x uniform in [0, 1), noise standard normal, both from numpy's legacy
// generator with seed 42, shuffled with the same generator; the first 80 train, the last 20 validate.
extern const std::array<double, 80> kLineTrainX;
extern const std::array<double, 80> kLineTrainY;
extern const std::array<double, 20> kLineValidationX;
extern const std::array<double, 20> kLineValidationY;

/// For a program's source text: "1.5, 2, ...", with all digits, five a line.
template <class Numbers>
std::string number_list(const Numbers& numbers) {
  std::string out;
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    out += (i == 0 ? "" : ",") + std::string(i % 5 == 0 ? "\n    " : " ") + shortest(numbers[i], false);
  }
  return out;
}

}  // namespace gradbox::lessons::data
