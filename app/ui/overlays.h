#pragma once

#include "ui/panels/panel.h"

namespace gradbox::ui {

/// What stands above the stage: the sentence of the first start, why training stopped and what helps.
void draw_messages(PanelContext& context);

/// The list of keys, over everything, while it is open.
void draw_shortcuts(PanelContext& context);

/// Height that the list of lessons would like to have, its search field included.
float lessons_height_wanted();

}  // namespace gradbox::ui
