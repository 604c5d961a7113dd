#pragma once

#include <vector>

#include "gradbox/autograd/forward_observer.h"
#include "gradbox/inspect/birth.h"
#include "gradbox/inspect/named_tensor.h"

namespace gradbox::inspect {

/// Keeps every operator of a forward pass with its result, in the order in which they ran.
class ForwardRecorder final : public autograd::ForwardObserver {
 public:
  struct Entry {
    autograd::NodePtr node;
    Tensor output;
  };

  void recorded(const Tensor& output, autograd::Node& node) override;
  const std::vector<Entry>& entries() const { return entries_; }

 private:
  std::vector<Entry> entries_;
};

/// `named`: what the program calls its tensors.
Birth find_birth(const ForwardRecorder& forward, const Tensor& root, const std::vector<NamedTensor>& named);

}  // namespace gradbox::inspect
