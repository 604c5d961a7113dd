#include <algorithm>
#include <cstdio>

#include "ui/panels/panel.h"
#include "ui/widgets/button.h"
#include "ui/widgets/number.h"
#include "ui/widgets/text.h"

namespace gradbox::ui {
namespace {

using lessons::Cost;

std::string bytes_text(int64_t bytes) {
  char text[32];
  if (bytes < 10'000) return grouped(bytes) + " B";
  if (bytes < 1'000'000)
    std::snprintf(text, sizeof text, "%.1f kB", static_cast<double>(bytes) / 1e3);
  else
    std::snprintf(text, sizeof text, "%.2f MB", static_cast<double>(bytes) / 1e6);
  return text;
}

std::string time_text(double us) {
  if (us <= 0) return "–";
  char text[32];
  if (us < 1000)
    std::snprintf(text, sizeof text, us < 10 ? "%.1f µs" : "%.0f µs", us);
  else
    std::snprintf(text, sizeof text, "%.2f ms", us / 1000);
  return text;
}

/// Nodes, saved bytes and time of what the lesson computes: recorded, partly frozen, and under no_grad.
class Costs final : public Panel {
 public:
  void draw(PanelContext& context) override {
    if (!context.view.costs_open) {
      const Hit measure = button("costs", "Measure it");
      explain(measure, "Computes the lesson's tensor a few times with tracking and without, and compares.");
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
    for (const Cost& cost : costs) row(cost);
    const Cost &first = costs.front(), &last = costs.back();
    if (first.forward_us > 0 && last.forward_us > 0) {
      char text[96];
      std::snprintf(text, sizeof text, "Without recording the forward pass takes %.0f %% of the time.",
                    100 * last.forward_us / first.forward_us);
      gap(kSpace);
      paragraph(Type::Label, palette().quiet, text);
    }
  }

 private:
  static void row(const Cost& cost) {
    const Palette& p = palette();
    const float width = ImGui::GetContentRegionAvail().x;
    const Hit whole = hit("cost:" + cost.label, ImVec2(width, 46));
    if (!whole.visible) return;
    ImDrawList* list = ImGui::GetWindowDrawList();
    const Box& box = whole.box;
    draw_line(list, Type::Label, box.min, box.min.y + 22, width, whole.hovered ? p.accent : p.text, cost.label);
    const std::string nodes = grouped(cost.nodes) + (cost.nodes == 1 ? " node" : " nodes");
    const std::string texts[3] = {nodes, bytes_text(cost.saved_bytes),
                                  time_text(cost.forward_us) + " + " + time_text(cost.backward_us)};
    const float lefts[3] = {0, 0.26f, 0.52f};
    for (int i = 0; i < 3; ++i) {
      draw_line(list, Type::MonoSmall, ImVec2(box.min.x + lefts[i] * width, box.min.y + 20), box.min.y + 42,
                width * (i == 2 ? 0.48f : 0.25f), p.quiet, texts[i]);
    }
    explain(whole, cost.help + "\n\nNodes of the graph, bytes saved for backward, time of forward + backward.");
  }
};

}  // namespace

std::unique_ptr<Panel> make_costs() { return std::make_unique<Costs>(); }

}  // namespace gradbox::ui
