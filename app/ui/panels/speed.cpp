#include "ui/panels/speed.h"

#include <array>
#include <cmath>

#include "ui/widgets/button.h"
#include "ui/widgets/text.h"

namespace gradbox::ui {
namespace {

using lessons::Action;

/// Speeds to choose from, in steps a second; 0 is as fast as possible.
using Speeds = std::array<double, 5>;

std::size_t nearest(const Speeds& speeds, double wanted) {
  if (wanted <= 0) return 4;
  std::size_t best = 0;
  for (std::size_t i = 1; i < 4; ++i) {
    if (std::fabs(std::log(speeds[i] / wanted)) < std::fabs(std::log(speeds[best] / wanted))) best = i;
  }
  return best;
}

/// Powers of ten, and the lesson's own speed in place of the one that is nearest to it.
Speeds speeds_of(const lessons::LessonInfo& info) {
  Speeds speeds = {1, 10, 100, 1000, 0};
  if (info.default_speed > 0) speeds[nearest(speeds, info.default_speed)] = info.default_speed;
  return speeds;
}

std::array<std::string, 5> labels_of(const Speeds& speeds) {
  std::array<std::string, 5> labels;
  for (std::size_t i = 0; i < 4; ++i) {
    const auto whole = static_cast<int64_t>(std::llround(speeds[i]));
    labels[i] = whole >= 1000 ? std::to_string(whole / 1000) + "k/s" : std::to_string(whole) + "/s";
  }
  labels[4] = "max";
  return labels;
}

}  // namespace

float speed_choice(PanelContext& context, ImVec2 right_top) {
  const Speeds speeds = speeds_of(context.info);
  const std::array<std::string, 5> labels = labels_of(speeds);
  const std::vector<std::string_view> choices(labels.begin(), labels.end());
  const float width = segmented_width(choices);
  ImGui::SetCursorScreenPos(ImVec2(right_top.x - width, right_top.y));
  const int clicked = segmented("speed", choices, static_cast<int>(nearest(speeds, context.snapshot.speed)));
  if (clicked >= 0) context.actions.ask("speed", Action::speed(speeds[static_cast<std::size_t>(clicked)]));
  return width;
}

float speed_button(PanelContext& context, ImVec2 right_top) {
  const Speeds speeds = speeds_of(context.info);
  const std::size_t now = nearest(speeds, context.snapshot.speed);
  const float width = 64;
  ImGui::SetCursorScreenPos(ImVec2(right_top.x - width, right_top.y));
  const Hit next = wide_button("speed", labels_of(speeds)[now], width);
  explain(next, "Steps a second. Click for the next speed.");
  if (next.clicked) context.actions.ask("speed", Action::speed(speeds[(now + 1) % speeds.size()]));
  return width;
}

}  // namespace gradbox::ui
