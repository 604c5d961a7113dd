#include "gradbox/autograd/forward_mode.h"

#include <algorithm>
#include <memory>
#include <mutex>
#include <unordered_set>
#include <vector>

#include "gradbox/autograd/engine.h"
#include "gradbox/autograd/grad_mode.h"
#include "gradbox/autograd/record.h"
#include "gradbox/autograd/saved_tensor.h"
#include "gradbox/tensor/autograd_meta.h"
#include "gradbox/tensor/make.h"

namespace gradbox {

namespace {

/// All the tangents of one dual level, to be forgotten together.
struct Level {
  std::mutex mutex;
  std::unordered_set<ForwardGrad*> grads;
};

}  // namespace

struct ForwardGrad {
  ForwardGrad(Tensor tangent_, std::shared_ptr<Level> level_) : tangent(std::move(tangent_)), level(std::move(level_)) {
    const std::lock_guard lock(level->mutex);
    level->grads.insert(this);
  }
  ~ForwardGrad() {
    const std::lock_guard lock(level->mutex);
    level->grads.erase(this);
  }
  ForwardGrad(const ForwardGrad&) = delete;
  ForwardGrad& operator=(const ForwardGrad&) = delete;

  Tensor tangent;
  /// What make_dual was given, of a tensor that it has made.
  Tensor primal;
  std::shared_ptr<Level> level;
};

void DeleteForwardGrad::operator()(ForwardGrad* grad) const noexcept { delete grad; }

namespace autograd::forward_ad {
namespace {

/// Stands between a node and the history of one of its inputs that is dual, until the tangents are computed. A backward
/// that comes across it passes through.
struct DualInput final : Node {
  std::string name() const override { return "DualInput"; }
  GradList apply(GradList&& grads) override { return std::move(grads); }
  Tensor tangent;
};

/// History of a tensor that was made dual: its value is the primal's.
struct ViewBackward0 final : Node {
  std::string name() const override { return "ViewBackward0"; }
  GradList apply(GradList&& grads) override { return std::move(grads); }
};

/// A node whose tangents are still to be computed, and its outputs by number; undefined: not wanted.
struct Recorded {
  NodePtr node;
  std::vector<Tensor> outputs;
  bool grad_mode = true;
};

struct State {
  std::shared_ptr<Level> level;
  Recorded recorded;
};
State& state() {
  thread_local State here;
  return here;
}

/// Nothing is carried along while tangents themselves are computed.
class Paused {
 public:
  explicit Paused(bool grad_mode) noexcept : previous_(thread_modes) {
    thread_modes = ThreadModes();
    thread_modes.grad = grad_mode;
  }
  ~Paused() { thread_modes = previous_; }
  Paused(const Paused&) = delete;
  Paused& operator=(const Paused&) = delete;

 private:
  ThreadModes previous_;
};

DualInput* as_dual_input(GraphNode* node) { return dynamic_cast<DualInput*>(node); }

ForwardGrad* stored(const Tensor& tensor) {
  const AutogradMeta* meta = tensor.impl().meta;
  if (meta == nullptr || meta->forward == nullptr) return nullptr;
  return meta->forward->level == state().level && meta->forward->tangent.defined() ? meta->forward.get() : nullptr;
}

/// `look`'s part of `tangent`, which belongs to the base that `look` is a view of.
Tensor same_view(const Tensor& tangent, const Tensor& look, const Tensor& base) {
  return tangent.as_strided(look.sizes(), look.strides(),
                            tangent.storage_offset() + look.storage_offset() - base.storage_offset());
}

/// The tangent as it is known now.
Tensor known_tangent(const Tensor& tensor) {
  if (!tensor.is_view()) {
    const ForwardGrad* grad = stored(tensor);
    return grad != nullptr ? grad->tangent : Tensor();
  }
  const Tensor& base = tensor._base();
  const ForwardGrad* grad = stored(base);
  if (grad == nullptr || !is_floating(tensor.dtype())) return {};
  const Paused paused(GradMode::is_enabled());
  return same_view(grad->tangent, tensor, base);
}

/// A tensor that `owner`'s views can be views of in the same way.
Tensor with_layout_of(const Tensor& owner, const Tensor& values) {
  Tensor out = empty_strided(owner.sizes(), owner.strides(), values.options());
  return out.copy_(values);
}

void store(const Tensor& owner, Tensor tangent) {
  autograd_meta(owner.impl()).forward.reset(new ForwardGrad(std::move(tangent), state().level));
}

/// Gives `tensor` a tangent that nobody else holds.
void set_tangent(const Tensor& tensor, const Tensor& tangent) {
  if (!tensor.is_view()) {
    store(tensor, tensor.is_non_overlapping_and_dense() ? with_layout_of(tensor, tangent) : tangent.clone());
    return;
  }
  const Tensor& base = tensor._base();
  if (stored(base) == nullptr) store(base, zeros_like(base, base.options()));
  same_view(stored(base)->tangent, tensor, base).copy_(tangent);
}

/// The tangent of a tensor that was written in place: written in place as well.
void write_tangent(const Tensor& self, const Tensor& tangent) {
  const Tensor old = known_tangent(self);
  const Paused paused(GradMode::is_enabled());
  if (!old.defined()) {
    if (tangent.defined()) set_tangent(self, tangent);
  } else if (tangent.defined()) {
    old.copy_(tangent);
  } else {
    old.zero_();
  }
}

/// The dual inputs of a node, each once.
std::vector<DualInput*> dual_inputs(const Node& node) {
  std::vector<DualInput*> out;
  for (const Edge& edge : node.next_edges()) {
    DualInput* input = as_dual_input(edge.function.get());
    if (input != nullptr && std::find(out.begin(), out.end(), input) == out.end()) out.push_back(input);
  }
  return out;
}

/// Leads the edges past the dual inputs. Returns whether any of them leads somewhere.
bool remove_dual_inputs(Node& node) {
  bool leads_on = false;
  for (std::size_t i = 0; i < node.num_outputs(); ++i) {
    if (const DualInput* input = as_dual_input(node.next_edge(i).function.get()); input != nullptr) {
      const Edge history = input->next_edge(0);
      node.set_next_edge(i, history);
    }
    leads_on = leads_on || node.next_edge(i).is_valid();
  }
  return leads_on;
}

bool has_history(const Node& node) {
  return std::any_of(node.next_edges().begin(), node.next_edges().end(), [](const Edge& edge) {
    const DualInput* input = as_dual_input(edge.function.get());
    return input != nullptr ? input->next_edge(0).is_valid() : edge.is_valid();
  });
}

/// J t for the outputs that are defined: the node's backward, J^T u, differentiated by u with the weights t.
std::vector<Tensor> push_forward(Node& node, const std::vector<Tensor>& outputs, bool grad_mode) {
  const std::vector<DualInput*> inputs = dual_inputs(node);
  BackwardRequest transposed;
  std::vector<Edge> probes;
  for (std::size_t i = 0; i < outputs.size(); ++i) {
    if (!outputs[i].defined()) continue;
    const Tensor probe = ones_like(outputs[i], outputs[i].options().requires_grad(true));
    transposed.roots.push_back(Edge(NodePtr::share(&node), static_cast<std::uint32_t>(i)));
    transposed.root_grads.push_back(probe);
    probes.push_back(gradient_edge(probe));
  }
  transposed.keep_graph = transposed.create_graph = true;
  transposed.accumulate = false;
  for (DualInput* input : inputs) transposed.targets.push_back(Edge(NodePtr::share(input), 0));
  const std::vector<Tensor> pulled = Engine::execute(transposed);

  BackwardRequest again;
  bool tracked = has_history(node);
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    tracked = tracked || inputs[i]->tangent.requires_grad();
    if (!pulled[i].defined() || !pulled[i].requires_grad()) continue;
    again.roots.push_back(gradient_edge(pulled[i]));
    again.root_grads.push_back(inputs[i]->tangent);
  }
  if (again.roots.empty()) return std::vector<Tensor>(probes.size());
  again.targets = std::move(probes);
  again.accumulate = false;
  again.keep_graph = again.create_graph = tracked && grad_mode;
  return Engine::execute(again);
}

/// A saved output is another look at the output, made before there was a tangent.
class GiveTangents final : public SavedVisitor {
 public:
  explicit GiveTangents(const std::vector<Tensor>& outputs) : outputs_(outputs) {}
  void tensor(std::string_view, SavedTensor& value) override {
    if (!value.is_output() || !value.peek().defined()) return;
    for (const Tensor& output : outputs_) {
      if (output.defined() && output.data_ptr() == value.peek().data_ptr()) share_tangent(output, value.peek());
    }
  }

 private:
  const std::vector<Tensor>& outputs_;
};

void compute_tangents(const Recorded& recorded) {
  const Paused paused(true);
  const bool wanted = std::any_of(recorded.outputs.begin(), recorded.outputs.end(),
                                  [](const Tensor& output) { return output.defined(); });
  std::vector<Tensor> tangents;
  if (wanted) tangents = push_forward(*recorded.node, recorded.outputs, recorded.grad_mode);
  std::size_t next = 0;
  for (const Tensor& output : recorded.outputs) {
    if (!output.defined()) continue;
    const Tensor tangent = tangents[next++];
    set_tangent(output, tangent.defined() ? tangent : zeros_like(output));
  }
  if (wanted) {
    GiveTangents visitor(recorded.outputs);
    recorded.node->visit_saved(visitor);
  }
}

}  // namespace

void settle() {
  Recorded recorded = std::move(state().recorded);
  state().recorded = Recorded();
  if (recorded.node == nullptr) return;
  struct Finish {
    Node& node;
    ~Finish() { remove_dual_inputs(node); }
  } finish{*recorded.node};
  compute_tangents(recorded);
}

std::uint64_t enter_dual_level() {
  GRADBOX_CHECK(state().level == nullptr, "Nested forward mode AD is not supported at the moment");
  state().level = std::make_shared<Level>();
  thread_modes.forward = true;
  return 0;
}

void exit_dual_level(std::uint64_t level) {
  GRADBOX_CHECK(state().level != nullptr, "Dual level must be a positive number.");
  GRADBOX_CHECK(level == 0, "Trying to exit a forward AD level that was not the last one that was created.");
  if (state().recorded.node != nullptr) remove_dual_inputs(*state().recorded.node);
  state().recorded = Recorded();
  thread_modes.forward = false;
  const std::shared_ptr<Level> closed = std::move(state().level);
  state().level = nullptr;
  std::vector<Tensor> forgotten;  // freed after the lock: a tangent may own others
  const std::lock_guard lock(closed->mutex);
  for (ForwardGrad* grad : closed->grads) {
    forgotten.push_back(std::move(grad->tangent));
    forgotten.push_back(std::move(grad->primal));
  }
}

DualLevel::~DualLevel() {
  if (state().level != nullptr) exit_dual_level(0);
}

Tensor make_dual(const Tensor& primal, const Tensor& tangent) {
  GRADBOX_CHECK(state().level != nullptr,
                "Trying to create a dual Tensor for forward AD but no level exists, make sure to enter_dual_level() "
                "first.");
  GRADBOX_CHECK_AS(ValueError, is_floating(primal.dtype()),
                   "Expected primal to be floating point or complex, but got: ", dtype_name(primal.dtype()));
  GRADBOX_CHECK_AS(ValueError, is_floating(tangent.dtype()),
                   "Expected tangent to be floating point or complex, but got: ", dtype_name(tangent.dtype()));
  GRADBOX_CHECK(primal.sizes() == tangent.sizes(),
                "Trying to set a forward gradient that has a different size than that of the original Tensor, this is "
                "not supported. Tensor is of size ",
                primal.sizes(), " while the given forward gradient is of size ", tangent.sizes(), ".");
  GRADBOX_CHECK(!tangent_of(tangent).defined(),
                "Setting a forward grad that itself has a forward gradient at the same level0 is not supported.");
  settle();
  const Paused paused(GradMode::is_enabled());
  Tensor dual = make_alias(primal);
  if (autograd::tracks(primal)) set_history(dual, make_node<ViewBackward0>(primal));
  const bool as_given = tangent.strides() == dual.strides() && tangent.dtype() == dual.dtype();
  store(dual, as_given ? tangent : with_layout_of(dual, tangent.to(dual.dtype())));
  stored(dual)->primal = primal;
  return dual;
}

Tensor tangent_of(const Tensor& tensor) {
  if (state().level == nullptr || !tensor.defined()) return {};
  settle();
  return known_tangent(tensor);
}

UnpackedDual unpack_dual(const Tensor& tensor) {
  UnpackedDual out;
  out.tangent = tangent_of(tensor);
  out.primal = tensor;
  if (!out.tangent.defined()) return out;
  const Paused paused(GradMode::is_enabled());
  out.primal = make_alias(tensor);
  if (autograd::tracks(tensor)) set_history(out.primal, make_node<ViewBackward0>(tensor));
  return out;
}

bool looks_at_leaf(const Tensor& tensor) {
  const Tensor& base = tensor.is_view() ? tensor._base() : tensor;
  const auto* node = dynamic_cast<const ViewBackward0*>(base.impl().grad_fn.get());
  return node != nullptr && node->next_edge(0).is_valid() && node->next_edge(0).function->is_accumulate();
}

Tensor primal_of(const Tensor& tensor) {
  const ForwardGrad* grad = stored(tensor);
  return grad != nullptr ? grad->primal : Tensor();
}

bool tracks(const Tensor& tensor) {
  if (!tensor.defined()) return false;
  settle();
  if (GradMode::is_enabled() && tensor.requires_grad()) return true;
  if (as_dual_input(tensor.impl().grad_fn.get()) != nullptr) return true;
  return stored(tensor.is_view() ? tensor._base() : tensor) != nullptr && is_floating(tensor.dtype());
}

Edge input_edge(const Tensor& tensor) {
  if (!tensor.defined()) return {};
  GraphNode* made_by = tensor.impl().grad_fn.get();
  if (DualInput* input = as_dual_input(made_by); input != nullptr) return Edge(NodePtr::share(input), 0);
  Edge history = GradMode::is_enabled() ? gradient_edge(tensor) : Edge();
  const Tensor tangent = known_tangent(tensor);
  if (!tangent.defined()) return history;
  auto input = IntrusivePtr<DualInput>::adopt(new DualInput);
  input->tangent = tangent;
  input->add_next_edge(std::move(history));
  input->add_input_metadata(tensor);
  return Edge(NodePtr(input), 0);
}

bool record_output(const Tensor& output, Node& node) {
  Recorded& recorded = state().recorded;
  if (recorded.node.get() != &node) {
    settle();
    if (dual_inputs(node).empty()) return true;
    recorded.node = NodePtr::share(&node);
    recorded.grad_mode = GradMode::is_enabled();
  }
  const std::size_t number = node.num_inputs();
  recorded.outputs.resize(number + 1);
  const bool follows_base = output.is_view() && stored(output._base()) != nullptr;
  if (!follows_base) recorded.outputs[number] = output;
  if (GradMode::is_enabled() && has_history(node)) return true;
  node.add_input_metadata(output);
  return false;
}

bool record_write(const Tensor& self, Node& node) {
  settle();
  node.add_input_metadata(self);
  Tensor tangent;
  if (!dual_inputs(node).empty()) {
    const bool grad_mode = GradMode::is_enabled();
    const Paused paused(true);
    tangent = push_forward(node, {self}, grad_mode)[0];
  }
  const bool leads_on = remove_dual_inputs(node);
  write_tangent(self, tangent);
  return leads_on && GradMode::is_enabled();
}

bool take_tangent(const Tensor& result, const Tensor& self) {
  settle();
  if (as_dual_input(result.impl().grad_fn.get()) != nullptr) return false;  // nothing was computed
  write_tangent(self, known_tangent(result));
  return true;
}

void look_at_tangent(const Tensor& look, const Tensor& self) {
  if (const Tensor tangent = tangent_of(look); tangent.defined()) store(self, tangent);
}

void share_tangent(const Tensor& from, const Tensor& to) {
  if (const Tensor tangent = known_tangent(from); tangent.defined()) store(to, tangent);
}

}  // namespace autograd::forward_ad
}  // namespace gradbox
