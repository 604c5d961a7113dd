#pragma once

#include "ui/graph/scene.h"
#include "ui/panels/panel.h"

namespace gradbox::ui {

/// What a card's buttons ask for.
struct CardWish {
  bool close = false;
  std::string fold;  // a key to fold or unfold
  bool folded = false;
};

/// Everything about one box of the picture: shape, numbers, gradient, what is saved for backward.
CardWish draw_box_card(const PanelContext& context, const Scene& scene, int box);

/// One node of backward at work: what comes in, the rule with its numbers, what goes out.
void draw_step_card(const PanelContext& context, const inspect::BackwardStep& step);

}  // namespace gradbox::ui
