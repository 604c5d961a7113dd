#pragma once

#include <atomic>
#include <cstdint>

#include "gradbox/base/intrusive_ptr.h"
#include "gradbox/base/pool.h"

namespace gradbox {

/// Note [Version counters]
/// Every in-place write adds one to the tensor's version; a saved tensor remembers the version it was saved at, so
/// that backward can tell that a value it needs was overwritten. Views and detach() share the counter of their
/// source, `variable_data()` does not. Most tensors are never shared that way: their count stays inside the tensor and
/// moves to the heap when it is first shared.
class VersionCounter {
 public:
  VersionCounter() noexcept = default;
  VersionCounter(const VersionCounter&) = delete;
  VersionCounter& operator=(const VersionCounter&) = delete;
  ~VersionCounter() {
    if (Shared* shared = shared_.load(std::memory_order_acquire); shared != nullptr) drop(shared);
  }

  std::uint32_t current() const noexcept {
    const Shared* shared = shared_.load(std::memory_order_acquire);
    return shared != nullptr ? shared->count.load(std::memory_order_relaxed) : own_;
  }
  void bump() noexcept {
    Shared* shared = shared_.load(std::memory_order_acquire);
    if (shared != nullptr) {
      shared->count.fetch_add(1, std::memory_order_relaxed);
    } else {
      ++own_;
    }
  }
  /// From now on this counts together with `other`.
  void share_with(VersionCounter& other) {
    Shared* theirs = other.shared();
    theirs->retain();
    Shared* mine = shared_.exchange(theirs, std::memory_order_acq_rel);
    if (mine != nullptr) drop(mine);
  }

 private:
  struct Shared : RefCounted, Pooled {
    explicit Shared(std::uint32_t start) noexcept : count(start) {}
    std::atomic<std::uint32_t> count;
  };
  static void drop(Shared* shared) noexcept {
    if (shared->release()) delete shared;
  }
  Shared* shared() {
    Shared* existing = shared_.load(std::memory_order_acquire);
    if (existing != nullptr) return existing;
    auto* fresh = new Shared(own_);
    if (shared_.compare_exchange_strong(existing, fresh, std::memory_order_acq_rel)) return fresh;
    delete fresh;
    return existing;
  }

  std::atomic<Shared*> shared_{nullptr};
  std::uint32_t own_ = 0;
};

}  // namespace gradbox
