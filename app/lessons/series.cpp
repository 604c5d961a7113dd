#include "lessons/series.h"

namespace gradbox::lessons {

void Series::append(double value) {
  if (count % stride == 0) {
    if (values.size() == kMaxValues) {
      for (std::size_t i = 0; i < kMaxValues / 2; ++i) values[i] = values[2 * i];
      values.resize(kMaxValues / 2);
      stride *= 2;
    }
    // After doubling the stride, count = kMaxValues * old stride is still a multiple of it.
    values.push_back(value);
  }
  if (tail.size() == 2 * kTail) tail.erase(tail.begin(), tail.begin() + static_cast<std::ptrdiff_t>(kTail));
  tail.push_back(value);
  ++count;
}

void Series::clear() {
  stride = 1;
  values.clear();
  tail.clear();
  count = 0;
}

}  // namespace gradbox::lessons
