#pragma once

#include <memory>
#include <string>

#include "gradbox/autograd/edge.h"
#include "gradbox/autograd/node.h"

namespace gradbox::autograd {

/// Where a node came from, kept in anomaly mode: which forward operator, under which labels, and, for a node
/// recorded by a backward, the node that was running.
struct AnomalyRecord {
  std::string trace;
  NodePtr parent;
};

/// In anomaly mode every recorded operator remembers where it ran, and a backward stops at the first gradient with a
/// nan in it and says which forward operator that gradient belongs to.
struct AnomalyMode {
  static bool is_enabled() noexcept { return enabled_; }
  static bool should_check_nan() noexcept { return check_nan_; }
  static void set_enabled(bool enabled, bool check_nan = true) noexcept;

 private:
  static bool enabled_;
  static bool check_nan_;
};

/// Anomaly mode while it lives. Warns that it is slow.
class DetectAnomalyGuard {
 public:
  explicit DetectAnomalyGuard(bool check_nan = true);
  ~DetectAnomalyGuard();
  DetectAnomalyGuard(const DetectAnomalyGuard&) = delete;
  DetectAnomalyGuard& operator=(const DetectAnomalyGuard&) = delete;

 private:
  bool previous_enabled_;
  bool previous_check_nan_;
};

/// Names the part of the program that runs while it lives ("layer 2", "loss"); anomaly mode and graphs show it. Labels
/// nest.
class LabelGuard {
 public:
  explicit LabelGuard(std::string label);
  ~LabelGuard();
  LabelGuard(const LabelGuard&) = delete;
  LabelGuard& operator=(const LabelGuard&) = delete;
};

/// The labels in force, outermost first, joined by " > ".
std::string current_label();

/// Gives `node` its record, if anomaly mode is on.
void record_origin(Node& node);
/// Warns with the record of `node`, its parents included: `Error detected in ...`.
void warn_origin(const Node& node);
/// Throws if a gradient that `node` computed holds a nan.
void check_nan(const Node& node, const GradList& grads);

}  // namespace gradbox::autograd
