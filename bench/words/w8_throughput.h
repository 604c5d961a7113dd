#pragma once
#include "words.h"

namespace bench {
namespace {

/// Square matrix product; the check is the last element.
class MatrixProduct final : public Run {
 public:
  explicit MatrixProduct(std::int64_t size) : size_(size) {
    Lcg first(1), second(2);
    const auto count = static_cast<std::size_t>(size * size);
    a_ = matrix(uniform(first, count), size, size);
    b_ = matrix(uniform(second, count), size, size);
  }

  void steps(int count) override {
    torch::NoGradGuard no_grad;
    for (int i = 0; i < count; ++i) out_ = torch::matmul(a_, b_);
  }

  double check() const override { return static_cast<double>(out_.data_ptr<float>()[size_ * size_ - 1]); }

 private:
  std::int64_t size_;
  torch::Tensor a_, b_, out_;
};

/// o = a * b + c on a million floats; the check is the last element.
class Stream final : public Run {
 public:
  Stream() {
    Lcg lcg(1);
    for (torch::Tensor* tensor : {&a_, &b_, &c_}) *tensor = tensor_of(uniform(lcg, kMillion));
  }

  void steps(int count) override {
    torch::NoGradGuard no_grad;
    for (int i = 0; i < count; ++i) out_ = a_ * b_ + c_;
  }

  double check() const override { return static_cast<double>(out_.data_ptr<float>()[kMillion - 1]); }

 private:
  torch::Tensor a_, b_, c_, out_;
};

/// The sum of a million floats.
class Total final : public Run {
 public:
  Total() {
    Lcg lcg(1);
    a_ = tensor_of(uniform(lcg, kMillion));
  }

  void steps(int count) override {
    torch::NoGradGuard no_grad;
    for (int i = 0; i < count; ++i) out_ = a_.sum();
  }

  double check() const override { return static_cast<double>(out_.item<float>()); }

 private:
  torch::Tensor a_, out_;
};

}  // namespace
}  // namespace bench
