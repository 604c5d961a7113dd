#pragma once

#include "ui/panels/panel.h"

namespace gradbox::ui {

/// What became of a run that left the finite numbers: the walk back over the tape, the operands at the birthplace, how
/// fast training may go. Takes the place of the stage.
void draw_post_mortem(PanelContext& context);

/// The button that changes the setting to blame and starts again, if there is one.
void draw_fix(PanelContext& context, const char* id);

}  // namespace gradbox::ui
