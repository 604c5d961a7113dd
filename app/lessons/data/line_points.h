#pragma once

#include <array>

namespace gradbox::lessons::data {

// One hundred points of y = 1 + 2 x + 0.1 noise: x uniform in [0, 1), noise standard normal, both from numpy's legacy
// generator with seed 42, shuffled with the same generator; the first 80 train, the last 20 validate.
extern const std::array<double, 80> kLineTrainX;
extern const std::array<double, 80> kLineTrainY;
extern const std::array<double, 20> kLineValidationX;
extern const std::array<double, 20> kLineValidationY;

}  // namespace gradbox::lessons::data
