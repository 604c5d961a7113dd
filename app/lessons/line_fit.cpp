#include "lessons/line_fit.h"

#include "lessons/data/line_points.h"

namespace gradbox::lessons {

namespace {

template <class Numbers>
Tensor column(const Numbers& numbers, DType dtype) {
  const std::vector<double> values(numbers.begin(), numbers.end());
  return tensor(values, TensorOptions(kFloat64)).to(dtype).reshape({-1, 1});
}

}  // namespace

LinePoints line_points(DType dtype) {
  return {column(data::kLineTrainX, dtype), column(data::kLineTrainY, dtype), column(data::kLineValidationX, dtype),
          column(data::kLineValidationY, dtype)};
}

Tensor mean_squared_error(const Tensor& b, const Tensor& w, const Tensor& x, const Tensor& y) {
  const Tensor error = y - (b + w * x);
  return error.pow(2).mean();
}

void add_line_points(ProgramValues& values) {
  // Asked for with each snapshot, and always the same.
  static const std::string x = data::number_list(data::kLineTrainX), y = data::number_list(data::kLineTrainY),
                           y_aside = data::number_list(data::kLineValidationY);
  values["x"] = x;
  values["y"] = y;
  values["y-aside"] = y_aside;
}

}  // namespace gradbox::lessons
