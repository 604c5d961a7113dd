#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <type_traits>
#include <vector>

#include "gradbox/base/options.h"
#include "gradbox/base/scalar.h"
#include "gradbox/base/shape.h"
#include "gradbox/ops/methods.h"
#include "gradbox/tensor/accessor.h"
#include "gradbox/tensor/tensor_impl.h"

namespace gradbox {

namespace autograd {
struct Node;
}
using NodePtr = IntrusivePtr<autograd::Node>;
using TensorList = ArrayRef<Tensor>;

/// A handle to an n-dimensional array; copies share it. Undefined until assigned. The operators' methods come from the
/// families in ops/ (see ops/methods.h); what stands here is the array itself and its place in the autograd graph.
class Tensor : public OperatorMethods<Tensor> {
 public:
  using TriviallyRelocatable = void;
  Tensor() noexcept = default;
  explicit Tensor(IntrusivePtr<TensorImpl> impl) noexcept : impl_(std::move(impl)) {}
  Tensor(const Tensor&) noexcept = default;
  Tensor(Tensor&&) noexcept = default;
  ~Tensor() = default;
  Tensor& operator=(const Tensor&) & noexcept = default;
  Tensor& operator=(Tensor&&) & noexcept = default;
  /// Assigning to what an expression gives (`a[1] = b`, `a[1] = 3`) writes into its memory.
  Tensor& operator=(const Tensor& values) &&;
  Tensor& operator=(Tensor&& values) &&;
  Tensor& operator=(Scalar value) &&;

  // --- the handle
  bool defined() const noexcept { return impl_ != nullptr; }
  void reset() noexcept { impl_.reset(); }
  bool is_same(const Tensor& other) const noexcept { return impl_ == other.impl_; }
  std::size_t use_count() const noexcept { return defined() ? impl_->use_count() : 0; }
  TensorImpl* unsafeGetTensorImpl() const noexcept { return impl_.get(); }
  TensorImpl& impl() const {
    if (!defined()) [[unlikely]]
      fail_undefined();
    return *impl_;
  }

  // --- shape and memory
  std::int64_t dim() const { return impl().dim(); }
  std::int64_t ndimension() const { return dim(); }
  IntArrayRef sizes() const { return impl().sizes(); }
  IntArrayRef strides() const { return impl().strides(); }
  std::int64_t size(std::int64_t d) const { return sizes()[static_cast<std::size_t>(wrap_dim(d, dim()))]; }
  std::int64_t stride(std::int64_t d) const { return strides()[static_cast<std::size_t>(wrap_dim(d, dim()))]; }
  std::int64_t numel() const { return impl().numel(); }
  DType dtype() const { return impl().dtype(); }
  DType scalar_type() const { return dtype(); }
  Device device() const { return impl().storage()->device(); }
  TensorOptions options() const { return TensorOptions(dtype()).device(device()); }
  bool is_floating_point() const { return is_floating(dtype()); }
  bool is_cpu() const { return device().is_cpu(); }
  bool is_cuda() const { return device().is_cuda(); }
  std::size_t itemsize() const { return item_size(dtype()); }
  std::size_t element_size() const { return itemsize(); }
  std::size_t nbytes() const { return static_cast<std::size_t>(numel()) * itemsize(); }
  bool is_contiguous() const { return impl().is_contiguous(); }
  bool is_non_overlapping_and_dense() const {
    return is_contiguous() || gradbox::is_non_overlapping_and_dense(sizes(), strides());
  }
  const Storage& storage() const { return impl().storage(); }
  std::int64_t storage_offset() const;
  bool is_alias_of(const Tensor& other) const { return storage() == other.storage(); }

  /// Address of the first element.
  void* data_ptr() const { return impl().data(); }
  /// The same, typed. Throws Error if T is not the element type.
  template <class T>
  T* data_ptr() const {
    check_dtype(kDTypeOf<std::remove_const_t<T>>);
    return static_cast<T*>(data_ptr());
  }
  template <class T>
  const T* const_data_ptr() const {
    return data_ptr<T>();
  }
  template <class T>
  T* mutable_data_ptr() const {
    return data_ptr<T>();
  }
  /// Element access by `a[i][j]` without the cost of a tensor per step; N dims.
  template <class T, std::size_t N>
  TensorAccessor<T, N> accessor() const {
    check_dims("TensorAccessor", N);
    return TensorAccessor<T, N>(data_ptr<T>(), impl().sizes().data(), impl().strides().data());
  }
  /// The same with sizes and strides of its own.
  template <class T, std::size_t N>
  PackedTensorAccessor32<T, N> packed_accessor32() const {
    check_dims("PackedTensorAccessor", N);
    return PackedTensorAccessor32<T, N>(data_ptr<T>(), impl().sizes().data(), impl().strides().data());
  }
  template <class T, std::size_t N>
  PackedTensorAccessor64<T, N> packed_accessor64() const {
    check_dims("PackedTensorAccessor", N);
    return PackedTensorAccessor64<T, N>(data_ptr<T>(), impl().sizes().data(), impl().strides().data());
  }
  /// The value of a one-element tensor.
  Scalar item() const;
  template <class T>
  T item() const {
    return item().template to<T>();
  }
  std::string toString() const { return str(dtype_short_name(dtype()), "Tensor"); }

  // --- autograd: flags and history
  bool requires_grad() const {
    const TensorImpl& self = impl();
    return self.requires_grad || self.grad_fn != nullptr || (self.is_view && base_requires_grad());
  }
  /// Marks a leaf as one whose gradient is wanted, in any grad mode.
  /// Dtype:  floating
  /// Throws: Error for other dtypes; for `false` on a non-leaf; for inference tensors outside inference mode
  /// Source: torch.Tensor.requires_grad_
  const Tensor& requires_grad_(bool requires_grad = true) const;
  /// The same, but `false` on a non-leaf changes nothing.
  const Tensor& set_requires_grad(bool requires_grad) const {
    return requires_grad || is_leaf() ? requires_grad_(requires_grad) : *this;
  }
  /// Whether no recorded operator made it: tensors of the user's, and whatever is not tracked.
  bool is_leaf() const;
  /// The accumulated gradient; undefined before the first backward. Warns on a non-leaf that does not retain it.
  const Tensor& grad() const;
  Tensor& mutable_grad() const;
  /// Like assigning `.grad` in Python.
  /// Throws: Error unless the gradient has this tensor's shape and dtype, or is undefined
  void set_grad(const Tensor& grad) const;
  /// The node this is an output of; null for leaves. A view whose base was written since is given a new one.
  NodePtr grad_fn() const;
  std::uint32_t output_nr() const { return impl().output_nr; }
  /// From now on backward adds to `.grad` here too, though this is no leaf; of a tensor written in place meanwhile, for
  /// its newest value. Keeps nothing alive; does nothing on a leaf.
  /// Throws: Error if it does not require grad
  /// Source: torch.Tensor.retain_grad
  void retain_grad() const;
  bool retains_grad() const { return defined() && impl_->retains_grad; }
  bool is_view() const { return impl().is_view; }
  /// The root this is a view of, never another view.
  /// Throws: Error if it is none
  const Tensor& _base() const;
  /// How often the memory was written in place, through views and detach() too, but not through data().
  /// Throws: Error for inference tensors
  std::int64_t _version() const;
  bool is_inference() const { return impl().is_inference; }
  const std::string& name() const;
  /// A label for people: graphs, anomaly mode and the playground show it.
  void set_name(const std::string& name) const;

  /// Computes the gradients of this tensor with respect to the graph's leaves. See autograd/autograd.h.
  void backward(const Tensor& gradient = {}, std::optional<bool> retain_graph = std::nullopt, bool create_graph = false,
                std::optional<std::vector<Tensor>> inputs = std::nullopt) const;

  /// Shares memory and version, has no history; not a view.
  /// Source: torch.Tensor.detach
  Tensor detach() const;
  /// Drops the history in place.
  /// Throws: Error for views
  Tensor& detach_() const;
  /// Shares memory only: writes through it are not noticed by backward.
  Tensor variable_data() const;
  Tensor tensor_data() const;
  Tensor data() const { return variable_data(); }
  /// Takes over `other`'s memory, shape and dtype; keeps this tensor's version and flags.
  void set_data(const Tensor& other) const;

  /// Calls `hook(grad)` whenever the gradient of this tensor is computed; a returned tensor replaces it.
  /// Returns a number for `remove_hook`. In which order hooks run: Note [Order of hooks] in autograd/hooks.h.
  /// Throws: Error if it does not require grad; in backward, if the hook changes shape or dtype
  /// Source: torch.Tensor.register_hook
  template <class Hook>
  unsigned register_hook(Hook&& hook) const {
    if constexpr (std::is_void_v<std::invoke_result_t<Hook&, const Tensor&>>) {
      return add_hook([hook = std::forward<Hook>(hook)](const Tensor& grad) mutable {
        hook(grad);
        return Tensor();
      });
    } else {
      return add_hook(std::forward<Hook>(hook));
    }
  }
  void remove_hook(unsigned position) const;
  /// Calls `hook(tensor)` after a backward has added to `.grad`. Returns a number for
  /// `remove_post_accumulate_grad_hook`.
  /// Throws: Error unless it is a leaf that requires grad
  /// Source: torch.Tensor.register_post_accumulate_grad_hook
  unsigned register_post_accumulate_grad_hook(std::function<void(Tensor&)> hook) const;
  void remove_post_accumulate_grad_hook(unsigned position) const;

 private:
  [[noreturn]] static void fail_undefined();
  void check_dtype(DType expected) const;
  void check_dims(const char* accessor, std::size_t expected) const;
  bool base_requires_grad() const;
  unsigned add_hook(std::function<Tensor(const Tensor&)> hook) const;

  IntrusivePtr<TensorImpl> impl_;
};
static_assert(sizeof(Tensor) == sizeof(void*));

/// Whether this handle is the only one that can see the values: an operator may then put its result in their place.
inline bool is_temporary(const Tensor& tensor) {
  const TensorImpl& impl = tensor.impl();
  return impl.use_count() == 1 && impl.owns_storage_alone() && !tensor.requires_grad();
}

using Variable = Tensor;

}  // namespace gradbox
