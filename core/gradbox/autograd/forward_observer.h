#pragma once

#include "gradbox/autograd/node.h"
#include "gradbox/tensor/tensor.h"

namespace gradbox::autograd {

/// Sees every operator that this thread records while it lives, together with its result; for tools that look at
/// values. It works through anomaly mode, which it switches on, so that nobody pays for it otherwise. The last one that
/// was made is told.
class ForwardObserver {
 public:
  ForwardObserver();
  virtual ~ForwardObserver();
  ForwardObserver(const ForwardObserver&) = delete;
  ForwardObserver& operator=(const ForwardObserver&) = delete;

  virtual void recorded(const Tensor& output, Node& node) = 0;

  static ForwardObserver* current() noexcept { return current_; }

 private:
  ForwardObserver* previous_;
  bool previous_enabled_, previous_check_nan_;
  static thread_local ForwardObserver* current_;
};

}  // namespace gradbox::autograd
