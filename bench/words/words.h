#pragma once
#include <torch/torch.h>

#include <cstdint>
#include <vector>

#include "../data.h"
#include "../peer.h"

// The workloads in libtorch's words. This folder is compiled twice: once against Gradbox's <torch/torch.h> and once,
// where libtorch is installed, against libtorch's.
namespace bench {
namespace {

inline torch::Tensor tensor_of(const std::vector<float>& values) { return torch::tensor(values); }

inline torch::Tensor parameter(double value) {
  return torch::full({}, value, torch::TensorOptions().dtype(torch::kFloat32).requires_grad(true));
}

inline torch::Tensor matrix(const std::vector<float>& values, std::int64_t rows, std::int64_t columns) {
  return torch::tensor(values).reshape({rows, columns});
}

/// w -= lr * w.grad for each of `parameters`, whose gradients are dropped.
inline void descend(std::vector<torch::Tensor>& parameters, double lr) {
  torch::NoGradGuard no_grad;
  for (torch::Tensor& w : parameters) {
    w -= lr * w.grad();
    w.mutable_grad() = torch::Tensor();
  }
}

}  // namespace
}  // namespace bench
