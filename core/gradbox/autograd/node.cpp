#include "gradbox/autograd/node.h"

#include "gradbox/autograd/anomaly.h"
#include "gradbox/autograd/graph_task.h"
#include "gradbox/autograd/saved_tensor.h"

namespace gradbox::autograd {
namespace {

class Releaser final : public SavedVisitor {
 public:
  void tensor(std::string_view, SavedTensor& value) override { value.release(); }
};

template <class Entries>
void erase_hook(Entries& entries, std::uint64_t id) {
  std::erase_if(entries, [id](const auto& entry) { return entry.id == id; });
}

}  // namespace

void DeleteAnomalyRecord::operator()(AnomalyRecord* record) const noexcept { delete record; }

Node::~Node() = default;

void Node::visit_saved(SavedVisitor&) {}

void Node::release_variables() {
  Releaser releaser;
  visit_saved(releaser);
}

variable_list Node::operator()(variable_list grads) {
  GRADBOX_CHECK(grads.size() == num_inputs(), "expected ", num_inputs(), " arguments, got ", grads.size(), " instead");
  GradList out = apply(GradList(grads.begin(), grads.end()));
  return variable_list(out.begin(), out.end());
}

bool Node::leads_to_target(const Edge& edge) { return GraphTask::current()->will_reach(*edge.function); }

Node::Extras& Node::extras() {
  if (extras_ == nullptr) extras_ = std::make_unique<Extras>();
  return *extras_;
}

NodeHooks& Node::make_hooks() {
  extras().has_hooks = true;
  return extras_->hooks;
}

HookHandle Node::register_prehook(PreHook hook) {
  const std::uint64_t id = next_hook_id();
  make_hooks().pre_hooks.push_back({id, std::move(hook)});
  return HookHandle([self = NodePtr::share(this), id] { erase_hook(self->hooks()->pre_hooks, id); });
}

HookHandle Node::register_hook(PostHook hook) {
  const std::uint64_t id = next_hook_id();
  make_hooks().post_hooks.push_back({id, std::move(hook)});
  return HookHandle([self = NodePtr::share(this), id] { erase_hook(self->hooks()->post_hooks, id); });
}

void Node::add_pre_hook(std::unique_ptr<FunctionPreHook> hook) {
  register_prehook([shared = std::shared_ptr<FunctionPreHook>(std::move(hook))](const variable_list& grads) {
    return (*shared)(grads);
  });
}

void Node::add_post_hook(std::unique_ptr<FunctionPostHook> hook) {
  register_hook([shared = std::shared_ptr<FunctionPostHook>(std::move(hook))](
                    const variable_list& outputs, const variable_list& inputs) { return (*shared)(outputs, inputs); });
}

void Node::forget_retained(const TensorImpl& tensor) noexcept {
  if (hooks() == nullptr) return;
  std::erase_if(hooks()->retained, [&](const NodeHooks::Retained& entry) { return entry.tensor == &tensor; });
}

void Node::set_anomaly(AnomalyRecordPtr record) { extras().anomaly = std::move(record); }

}  // namespace gradbox::autograd
