#pragma once

#include <memory>
#include <string>
#include <vector>

#include "ui/view_state.h"

namespace gradbox::ui {

/// What a panel is given to draw.
struct PanelContext {
  const lessons::LessonInfo& info;
  const lessons::Snapshot& snapshot;
  ViewState& view;
  ActionQueue& actions;
};

/// A part of the screen. Draws into the width and height there is at the cursor.
class Panel {
 public:
  virtual ~Panel() = default;
  virtual void draw(PanelContext& context) = 0;

  /// Whether there is anything to draw; a section without anything is left out.
  virtual bool has_content(const PanelContext&) const { return true; }
};

/// Lessons and Guide share the left column, Inspect panels are sections of the right one; of the Stage panels one
/// is seen at a time.
enum class Spot { Lessons, Guide, Stage, Loss, Transport, Inspect };

/// Note [Panels]
/// A panel is one file in app/ui/panels/ and one entry in the list of panel_list.cpp; nothing else knows it. The
/// layout takes all panels of a spot in the order of the list. A Stage panel gets a tab when the lesson has its view.
struct PanelEntry {
  std::string id;  // of its tab: "stage-tab:<id>"
  std::string title;
  Spot spot;
  bool (*applies)(const lessons::LessonInfo& info);
  std::unique_ptr<Panel> (*make)();
};

const std::vector<PanelEntry>& all_panels();

std::unique_ptr<Panel> make_lesson_list();
std::unique_ptr<Panel> make_guide();
std::unique_ptr<Panel> make_stage_fit();
std::unique_ptr<Panel> make_stage_residuals();
std::unique_ptr<Panel> make_stage_field();
std::unique_ptr<Panel> make_stage_surface();
std::unique_ptr<Panel> make_transcript();
std::unique_ptr<Panel> make_matrices();
std::unique_ptr<Panel> make_stage_graph();
std::unique_ptr<Panel> make_code();
std::unique_ptr<Panel> make_loss();
std::unique_ptr<Panel> make_transport();
std::unique_ptr<Panel> make_parameters();
std::unique_ptr<Panel> make_ledger();
std::unique_ptr<Panel> make_settings();
std::unique_ptr<Panel> make_figures();
std::unique_ptr<Panel> make_costs();

}  // namespace gradbox::ui
