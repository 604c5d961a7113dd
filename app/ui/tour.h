#pragma once

#include "ui/panels/panel.h"

namespace gradbox::ui {

void start_tour(PanelContext& context);

/// Five sentences, each beside what it is about; the rest of the screen is dimmed. Over everything else.
void draw_tour(PanelContext& context);

}  // namespace gradbox::ui
