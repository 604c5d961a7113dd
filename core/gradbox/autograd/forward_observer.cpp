#include "gradbox/autograd/forward_observer.h"

#include "gradbox/autograd/anomaly.h"

namespace gradbox::autograd {

thread_local ForwardObserver* ForwardObserver::current_ = nullptr;

ForwardObserver::ForwardObserver()
    : previous_(current_),
      previous_enabled_(AnomalyMode::is_enabled()),
      previous_check_nan_(AnomalyMode::should_check_nan()) {
  current_ = this;
  AnomalyMode::set_enabled(true, previous_check_nan_);
}

ForwardObserver::~ForwardObserver() {
  AnomalyMode::set_enabled(previous_enabled_, previous_check_nan_);
  current_ = previous_;
}

}  // namespace gradbox::autograd
