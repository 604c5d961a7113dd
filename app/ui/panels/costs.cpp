#include <algorithm>
#include <cstdio>

#include "ui/graph/value_view.h"
#include "ui/panels/panel.h"
#include "ui/widgets/button.h"
#include "ui/widgets/number.h"
#include "ui/widgets/text.h"

namespace gradbox::ui {
namespace {

using lessons::Cost;

std::string time_text(double us) {
  char text[32];
  if (us < 1000)
    std::snprintf(text, sizeof text, us < 10 ? "%.1f µs" : "%.0f µs", us);
  else
    std::snprintf(text, sizeof text, "%.2f ms", us / 1000);
  return text;
}

double time_of(const Cost& cost) { return cost.forward_us + cost.backward_us; }

/// Nodes, saved bytes and time of what the lesson computes: recorded, partly frozen, and under no_grad.
class Costs final : public Panel {
 public:
  void draw(PanelContext& context) override {
    if (!context.view.costs_open) {
      const Hit measure = button("costs", "Measure it");
      explain(
          measure,
          "Computes the lesson's tensor many times, recorded, partly frozen, detached and under no_grad, and compares "
          "nodes, kept bytes and time.");
      if (measure.clicked) context.view.costs_open = true;
      if (measure.clicked) want_frame();
      return;
    }
    const std::vector<Cost>& costs = context.snapshot.costs;
    if (costs.empty()) {
      const bool resting = context.snapshot.play_state == lessons::PlayState::Paused;
      paragraph(Type::Label, palette().quiet,
                resting ? "There is nothing to compare here." : "Pause training: then there is time to measure.");
      return;
    }
    double longest = 0;
    for (const Cost& cost : costs) longest = std::max(longest, time_of(cost));
    header();
    for (const Cost& cost : costs) row(cost, longest);
    const Cost &first = costs.front(), &last = costs.back();
    gap(kSpace);
    if (first.forward_us > 0 && last.forward_us > 0) {
      char text[96] = "Recording takes no time here that could be measured.";
      const double share = last.forward_us / first.forward_us;
      if (share < 0.98) {
        std::snprintf(text, sizeof text, "Without recording, forward takes %.0f %% of the time.", 100 * share);
      }
      paragraph(Type::Label, palette().quiet, text);
    }
    gap(kSpace);
    if (button("costs:close", "Close", ButtonKind::Quiet).clicked) {
      context.view.costs_open = false;
      want_frame();
    }
  }

 private:
  /// Right edges of the columns of numbers, as shares of the width.
  static constexpr float kNodes = 0.56f, kBytes = 0.78f;

  static void right_aligned(Type type, float right, float top, float bottom, ImU32 colour, const std::string& text) {
    const float wide = text_size(type, text).x;
    draw_line(ImGui::GetWindowDrawList(), type, ImVec2(right - wide, top), bottom, wide + 1, colour, text);
  }

  static void header() {
    const Palette& p = palette();
    const ImVec2 at = ImGui::GetCursorScreenPos();
    const float width = ImGui::GetContentRegionAvail().x, bottom = at.y + 22;
    right_aligned(Type::Label, at.x + kNodes * width, at.y, bottom, p.quiet, "nodes");
    right_aligned(Type::Label, at.x + kBytes * width, at.y, bottom, p.saved, "kept");
    right_aligned(Type::Label, at.x + width, at.y, bottom, p.quiet, "time");
    ImGui::Dummy(ImVec2(width, 22));
    hairline(0);
  }

  /// Numbers, and below them forward and backward as a bar.
  static void row(const Cost& cost, double longest) {
    const Palette& p = palette();
    const float width = ImGui::GetContentRegionAvail().x;
    const Hit whole = hit("cost:" + cost.label, ImVec2(width, 40));
    if (!whole.visible) return;
    ImDrawList* list = ImGui::GetWindowDrawList();
    const Box& box = whole.box;
    const float bottom = box.min.y + 28;
    if (whole.hovered) list->AddRectFilled(box.min, box.max, p.hover, 4);
    const float nodes = box.min.x + kNodes * width, bytes = box.min.x + kBytes * width;
    const std::string count = grouped(cost.nodes);
    draw_line(list, Type::Label, box.min, bottom, nodes - box.min.x - text_size(Type::MonoSmall, count).x - 6, p.text,
              cost.label);
    right_aligned(Type::MonoSmall, nodes, box.min.y, bottom, p.text, count);
    right_aligned(Type::MonoSmall, bytes, box.min.y, bottom, p.text, bytes_text(cost.saved_bytes));
    right_aligned(Type::MonoSmall, box.max.x, box.min.y, bottom, p.text, time_text(time_of(cost)));
    const float y = box.min.y + 29;
    const auto x_of = [&](double us) { return box.min.x + static_cast<float>(us / longest) * width; };
    list->AddRectFilled(ImVec2(box.min.x, y), ImVec2(box.max.x, y + 4), p.track, 2);
    list->AddRectFilled(ImVec2(box.min.x, y), ImVec2(x_of(time_of(cost)), y + 4), p.gradient, 2);
    list->AddRectFilled(ImVec2(box.min.x, y), ImVec2(x_of(cost.forward_us), y + 4), p.leaf, 2);
    std::string times = "Forward " + time_text(cost.forward_us);
    times += cost.backward_us > 0 ? ", backward " + time_text(cost.backward_us) + "." : ", no backward.";
    explain(whole, cost.help + "\n\n" + times);
  }
};

}  // namespace

std::unique_ptr<Panel> make_costs() { return std::make_unique<Costs>(); }

}  // namespace gradbox::ui
