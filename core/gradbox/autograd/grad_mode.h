#pragma once

#include "gradbox/base/thread_modes.h"

namespace gradbox {

struct GradMode {
  static bool is_enabled() noexcept { return thread_modes.grad; }
  /// In inference mode nothing switches it on.
  static void set_enabled(bool enabled) noexcept { thread_modes.grad = enabled && !thread_modes.inference; }
};

/// Whether nobody will differentiate what is computed now, in either direction: a derivative may then take a short way
/// that is no sum of recorded operators.
inline bool nobody_differentiates() noexcept { return !thread_modes.grad && !thread_modes.forward; }

/// Switches recording on or off in this thread while it lives.
class AutoGradMode {
 public:
  explicit AutoGradMode(bool enabled) noexcept : previous_(GradMode::is_enabled()) { GradMode::set_enabled(enabled); }
  ~AutoGradMode() { GradMode::set_enabled(previous_); }
  AutoGradMode(const AutoGradMode&) = delete;
  AutoGradMode& operator=(const AutoGradMode&) = delete;

 private:
  bool previous_;
};

/// No operator is recorded while it lives.
class NoGradGuard : public AutoGradMode {
 public:
  NoGradGuard() noexcept : AutoGradMode(false) {}
};

/// Operators are recorded again while it lives.
class EnableGradGuard : public AutoGradMode {
 public:
  EnableGradGuard() noexcept : AutoGradMode(true) {}
};

/// Like NoGradGuard, and tensors made inside are inference tensors: they have no version counter and can never be
/// tracked.
class InferenceMode {
 public:
  explicit InferenceMode(bool enabled = true) noexcept : previous_(thread_modes) {
    thread_modes.inference = enabled;
    thread_modes.grad = !enabled;
  }
  ~InferenceMode() { thread_modes = previous_; }
  InferenceMode(const InferenceMode&) = delete;
  InferenceMode& operator=(const InferenceMode&) = delete;
  static bool is_enabled() noexcept { return thread_modes.inference; }

 private:
  ThreadModes previous_;
};

}  // namespace gradbox
