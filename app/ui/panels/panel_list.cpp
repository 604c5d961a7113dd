#include <algorithm>

#include "ui/panels/panel.h"

namespace gradbox::ui {
namespace {

bool always(const lessons::LessonInfo&) { return true; }

template <lessons::View view>
bool has_view(const lessons::LessonInfo& info) {
  return std::find(info.views.begin(), info.views.end(), view) != info.views.end();
}

bool has_code(const lessons::LessonInfo& info) { return !info.code.empty(); }

bool has_settings(const lessons::LessonInfo& info) { return !info.settings.empty(); }

}  // namespace

const std::vector<PanelEntry>& all_panels() {
  using lessons::View;
  static const std::vector<PanelEntry> panels = {
      {"lessons", "Lessons", Spot::Lessons, always, make_lesson_list},
      {"guide", "Text", Spot::Guide, always, make_guide},
      {"fit", "Fit", Spot::Stage, has_view<View::Fit>, make_stage_fit},
      {"field", "Decision field", Spot::Stage, has_view<View::Field>, make_stage_field},
      {"graph", "Graph", Spot::Stage, always, make_stage_graph},
      {"surface", "Loss surface", Spot::Stage, has_view<View::Surface>, make_stage_surface},
      {"residuals", "Residuals", Spot::Stage, has_view<View::Residuals>, make_stage_residuals},
      {"transcript", "Output", Spot::Stage, has_view<View::Transcript>, make_transcript},
      {"matrices", "Matrices", Spot::Stage, has_view<View::Matrices>, make_matrices},
      {"code", "Code", Spot::Stage, has_code, make_code},
      {"loss", "Loss", Spot::Loss, always, make_loss},
      {"transport", "Transport", Spot::Transport, always, make_transport},
      {"parameters", "Parameters", Spot::Inspect, always, make_parameters},
      {"ledger", "Where gradients come from", Spot::Inspect, always, make_ledger},
      {"settings", "Settings", Spot::Inspect, has_settings, make_settings},
      {"costs", "What tracking costs", Spot::Inspect, always, make_costs},
      {"figures", "Figures", Spot::Inspect, always, make_figures},
  };
  return panels;
}

}  // namespace gradbox::ui
