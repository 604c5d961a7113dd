#pragma once

#include <memory>
#include <vector>

#include "ui/panels/panel.h"

namespace gradbox::ui {

/// From this width on everything is seen at once; below, one place at a time.
constexpr float kWidePx = 900;

/// Draws all panels into the whole display; `panels` are those of all_panels(), in the same order.
void draw_layout(PanelContext& context, std::vector<std::unique_ptr<Panel>>& panels);

/// The stage panels that the lesson has, its first view in front, and which of them is open.
std::vector<const PanelEntry*> stage_entries(const lessons::LessonInfo& info);
std::size_t open_stage(const lessons::LessonInfo& info, const ViewState& view);

}  // namespace gradbox::ui
