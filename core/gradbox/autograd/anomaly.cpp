#include "gradbox/autograd/anomaly.h"

#include <vector>

#include "gradbox/autograd/graph_task.h"
#include "gradbox/backend/cpu/accumulate.h"
#include "gradbox/base/warning.h"

namespace gradbox::autograd {
namespace {

std::vector<std::string>& labels() {
  thread_local std::vector<std::string> stack;
  return stack;
}

}  // namespace

bool AnomalyMode::enabled_ = false;
bool AnomalyMode::check_nan_ = true;

void AnomalyMode::set_enabled(bool enabled, bool check_nan) noexcept {
  enabled_ = enabled;
  check_nan_ = check_nan;
}

DetectAnomalyGuard::DetectAnomalyGuard(bool check_nan)
    : previous_enabled_(AnomalyMode::is_enabled()), previous_check_nan_(AnomalyMode::should_check_nan()) {
  warn(
      "Anomaly Detection has been enabled. This mode will increase the runtime and should only be enabled for "
      "debugging.");
  AnomalyMode::set_enabled(true, check_nan);
}

DetectAnomalyGuard::~DetectAnomalyGuard() { AnomalyMode::set_enabled(previous_enabled_, previous_check_nan_); }

LabelGuard::LabelGuard(std::string label) { labels().push_back(std::move(label)); }
LabelGuard::~LabelGuard() { labels().pop_back(); }

std::string current_label() {
  std::string text;
  for (const std::string& label : labels()) text += (text.empty() ? "" : " > ") + label;
  return text;
}

void record_origin(Node& node) {
  AnomalyRecordPtr record(new AnomalyRecord);
  const std::string label = current_label();
  record->trace = str("  operator ", node.sequence_nr(), " of this thread, recorded as ", node.name(),
                      label.empty() ? "" : ", in ", label, "\n");
  if (GraphTask::running_node() != nullptr) record->parent = NodePtr::share(GraphTask::running_node());
  node.set_anomaly(std::move(record));
}

void warn_origin(const Node& node) {
  const AnomalyRecord* record = node.anomaly();
  if (record == nullptr) {
    warn(str(
        "Error detected in ", node.name(),
        ". No forward pass information available. Enable detect anomaly during forward pass for more information."));
    return;
  }
  warn(str("Error detected in ", node.name(), ". Traceback of forward call that caused the error:\n", record->trace));
  for (const Node* parent = record->parent.get(); parent != nullptr;) {
    const AnomalyRecord* above = parent->anomaly();
    warn(str("\nPrevious calculation was induced by ", parent->name(),
             ". Traceback of forward call that induced the previous calculation:\n",
             above != nullptr ? above->trace : std::string("  No forward pass information available.\n")));
    parent = above != nullptr ? above->parent.get() : nullptr;
  }
}

void check_nan(const Node& node, const GradList& grads) {
  for (std::size_t i = 0; i < grads.size(); ++i) {
    GRADBOX_CHECK(!grads[i].defined() || !cpu::has_nan(grads[i]), "Function '", node.name(),
                  "' returned nan values in its ", i, "th output.");
  }
}

}  // namespace gradbox::autograd
