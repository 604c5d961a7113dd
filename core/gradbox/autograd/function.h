#pragma once

#include <optional>
#include <string>
#include <type_traits>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

#include "gradbox/autograd/ivalue.h"
#include "gradbox/autograd/record.h"
#include "gradbox/base/type_name.h"

namespace gradbox::autograd {

struct CustomNode;

/// What forward and backward of a custom function share: saved tensors, other saved data, and facts about the inputs
/// and outputs.
class AutogradContext {
 public:
  AutogradContext() = default;
  AutogradContext(const AutogradContext&) = delete;
  AutogradContext& operator=(const AutogradContext&) = delete;

  /// Anything that is no tensor, by name.
  std::unordered_map<std::string, IValue> saved_data;

  /// Inputs or outputs that backward needs; undefined tensors may be among them. The last call counts.
  void save_for_backward(variable_list to_save) { to_save_ = std::move(to_save); }
  /// The same in backward. Throws if the graph was freed, or a saved tensor written in place since.
  variable_list get_saved_variables() const;
  /// Inputs that forward has written in place; they must all be returned.
  void mark_dirty(const variable_list& inputs);
  /// Outputs that no gradient goes through.
  void mark_non_differentiable(const variable_list& outputs);
  /// Whether backward is given zeros where an output received no gradient (the default), or undefined tensors.
  void set_materialize_grads(bool materialize) { materialize_grads_ = materialize; }
  /// Whether the gradient of the i-th tensor argument is wanted.
  bool needs_input_grad(std::size_t i) const;

 private:
  friend struct CustomNode;
  using ImplSet = std::unordered_set<const TensorImpl*>;

  variable_list to_save_;
  std::vector<SavedTensor> saved_;
  ImplSet dirty_;
  ImplSet non_differentiable_;
  bool materialize_grads_ = true;
  CustomNode* node_ = nullptr;
};

/// The node of a custom function; what does not depend on the function's type.
struct CustomNode : Node {
  CustomNode() { ctx.node_ = this; }
  GradList apply(GradList&& grads) final;
  void visit_saved(SavedVisitor& visitor) override;
  void release_variables() override;

  /// The function's own backward.
  virtual variable_list call_backward(variable_list grads) = 0;
  virtual bool once_differentiable() const noexcept { return false; }

  /// Connects the node to the tensor arguments. Returns whether anything is to be recorded.
  bool connect(const variable_list& inputs, std::vector<bool> is_tensor);
  /// Gives the outputs their history and saves what was asked for.
  variable_list wrap_outputs(const variable_list& inputs, variable_list outputs, bool recorded);

  AutogradContext ctx;

 private:
  friend class AutogradContext;
  Tensor wrap_output(const Tensor& output, const AutogradContext::ImplSet& inputs, bool recorded,
                     std::size_t output_count);
  Tensor wrap_dirty(const Tensor& output, bool is_input, bool recorded, std::size_t output_count);
  GradList filter(variable_list&& grads) const;

  /// Which arguments of apply were tensors.
  std::vector<bool> is_tensor_;
  bool freed_ = false;
};

template <class T>
struct NodeOf final : CustomNode {
  std::string name() const override { return type_name<T>() + "Backward"; }
  variable_list call_backward(variable_list grads) override { return T::backward(&ctx, std::move(grads)); }
  bool once_differentiable() const noexcept override {
    if constexpr (requires { T::once_differentiable; }) {
      return T::once_differentiable;
    } else {
      return false;
    }
  }
};

namespace detail {

inline void collect(variable_list& tensors, std::vector<bool>& is_tensor, const Tensor& tensor) {
  tensors.push_back(tensor);
  is_tensor.push_back(true);
}
inline void collect(variable_list& tensors, std::vector<bool>& is_tensor, const std::optional<Tensor>& tensor) {
  tensors.push_back(tensor.value_or(Tensor()));
  is_tensor.push_back(true);
}
template <class Other>
void collect(variable_list&, std::vector<bool>& is_tensor, const Other&) {
  is_tensor.push_back(false);
}

}  // namespace detail

/// Note [Custom functions]
/// An operator of your own, with a derivative of your own:
///
///     struct Cube : torch::autograd::Function<Cube> {
///       static Tensor forward(AutogradContext* ctx, Tensor x) {
///         ctx->save_for_backward({x});
///         return x * x * x;
///       }
///       static variable_list backward(AutogradContext* ctx, variable_list grads) {
///         const Tensor x = ctx->get_saved_variables()[0];
///         return {grads[0] * 3 * x * x};
///       }
///     };
///     Tensor y = Cube::apply(x);
///
/// forward runs unrecorded; one node stands for all its outputs. backward gets one gradient per output and returns one
/// per argument, undefined for those that are no tensors. If backward is made of differentiable operators it can be
/// differentiated again; a `static constexpr bool once_differentiable = true` member says that it is not.
template <class T>
struct Function {
  template <class... Args>
  static auto apply(Args&&... args) {
    using Result = decltype(T::forward(static_cast<AutogradContext*>(nullptr), std::forward<Args>(args)...));
    auto node = IntrusivePtr<NodeOf<T>>::adopt(new NodeOf<T>);
    variable_list inputs;
    std::vector<bool> is_tensor;
    (detail::collect(inputs, is_tensor, args), ...);
    const bool recorded = node->connect(inputs, std::move(is_tensor));
    variable_list outputs;
    {
      const NoGradGuard no_grad;
      if constexpr (std::is_same_v<Result, Tensor>) {
        outputs.push_back(T::forward(&node->ctx, std::forward<Args>(args)...));
      } else {
        outputs = T::forward(&node->ctx, std::forward<Args>(args)...);
      }
    }
    outputs = node->wrap_outputs(inputs, std::move(outputs), recorded);
    if constexpr (std::is_same_v<Result, Tensor>) {
      return std::move(outputs[0]);
    } else {
      return outputs;
    }
  }
};

}  // namespace gradbox::autograd
