#pragma once

#include <any>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "gradbox/autograd/edge.h"
#include "gradbox/tensor/tensor.h"

namespace gradbox::autograd {

/// Turns a tensor to be saved into something else (smaller, elsewhere) and back.
using PackHook = std::function<std::any(const Tensor&)>;
using UnpackHook = std::function<Tensor(const std::any&)>;

/// Note [Saved tensors]
/// What a node keeps of the forward pass. An input is kept as it is. The node's own output is kept without its history
/// and given it back when unpacked: the output owns the node, so keeping it whole would be a cycle that is never freed.
/// Either way the version is remembered, and unpacking throws if the tensor was written in place since. With hooks
/// installed (SavedTensorsHooksGuard), what the pack hook returned is kept instead.
class SavedTensor {
 public:
  SavedTensor() noexcept {}
  SavedTensor(const SavedTensor&) = delete;
  SavedTensor& operator=(const SavedTensor&) = delete;
  SavedTensor(SavedTensor&& other) noexcept { take(other); }
  SavedTensor& operator=(SavedTensor&& other) noexcept {
    if (this != &other) {
      drop();
      take(other);
    }
    return *this;
  }
  ~SavedTensor() { drop(); }

  /// Keeps an input of the operator, or any other tensor.
  void save(const Tensor& tensor);
  /// Keeps an output of the node that this is part of.
  void save_output(const Tensor& output);

  /// The tensor again; undefined if an undefined one was saved. `owner` is the node that this is part of.
  Tensor unpack(const Node& owner) const;
  void release() noexcept {
    if (was_undefined_) return;
    released_ = true;
    drop();
  }
  /// Packs what is saved with hooks of its own.
  void register_hooks(PackHook pack, UnpackHook unpack);

  bool released() const noexcept { return released_; }
  /// What is kept, unchecked and without history: for looking at. Undefined when packed by hooks or released.
  const Tensor& peek() const noexcept;
  bool is_output() const noexcept { return is_output_; }

 private:
  struct Packed;
  /// Keeps nothing afterwards.
  void drop() noexcept {
    if (is_packed_) [[unlikely]]
      drop_packed();
    kept_.tensor.reset();
  }
  void drop_packed() noexcept;
  /// This keeps nothing; `other` keeps nothing afterwards.
  void take(SavedTensor& other) noexcept;
  void pack_with(PackHook pack, UnpackHook unpack);
  [[noreturn]] void fail_modified(const Node& owner) const;
  [[noreturn]] static void fail_detached();

  /// One word, since nodes are small: the tensor, or where what the hooks made of it is.
  union Kept {
    Kept() noexcept : tensor() {}
    ~Kept() {}
    Tensor tensor;
    Packed* packed;
  } kept_;
  std::uint32_t version_ = 0;
  std::uint16_t output_nr_ = 0;
  bool is_packed_ : 1 = false;
  bool is_output_ : 1 = false;
  bool was_undefined_ : 1 = true;
  bool released_ : 1 = false;
  /// An input that some node had made.
  bool had_history_ : 1 = false;
};

/// While it lives, every tensor that this thread saves for backward goes through `pack`, and comes back through
/// `unpack`. Of nested guards the innermost counts.
class SavedTensorsHooksGuard {
 public:
  SavedTensorsHooksGuard(PackHook pack, UnpackHook unpack);
  ~SavedTensorsHooksGuard();
  SavedTensorsHooksGuard(const SavedTensorsHooksGuard&) = delete;
  SavedTensorsHooksGuard& operator=(const SavedTensorsHooksGuard&) = delete;
};

/// While it lives, SavedTensorsHooksGuard throws `message`.
class DisableSavedTensorsHooksGuard {
 public:
  explicit DisableSavedTensorsHooksGuard(std::string message);
  ~DisableSavedTensorsHooksGuard();
  DisableSavedTensorsHooksGuard(const DisableSavedTensorsHooksGuard&) = delete;
  DisableSavedTensorsHooksGuard& operator=(const DisableSavedTensorsHooksGuard&) = delete;

 private:
  std::unique_ptr<std::string> previous_;
};

}  // namespace gradbox::autograd
