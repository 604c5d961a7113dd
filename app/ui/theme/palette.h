#pragma once

#include <imgui.h>

namespace gradbox::ui {

/// Every colour of the playground. A meaning has the same colour in tables, plots, graphs and text.
struct Palette {
  bool dark = true;
  ImU32 ground, panel, line, text, quiet, accent;
  ImU32 on_accent;  // text on a filled accent
  ImU32 hover;      // wash under the pointer
  ImU32 pressed;
  ImU32 selected;  // wash of the chosen entry
  ImU32 track;     // the empty part of sliders and of the timeline
  ImU32 code;      // wash behind code in a text

  ImU32 leaf;  // a parameter or another leaf
  ImU32 operation;
  ImU32 root;
  ImU32 saved;  // a tensor saved for backward
  ImU32 gradient;
  ImU32 wrong;  // not finite, failed; always with a mark

  ImU32 series[6];  // curves: Okabe and Ito's set, chosen to stand out from the panel
  ImU32 class_one;  // the two classes of a classifier, the same in points and field
  ImU32 class_two;
};

const Palette& dark_palette();
const Palette& light_palette();

/// `colour` with its opacity multiplied by `alpha`.
ImU32 with_alpha(ImU32 colour, float alpha);

/// The colour `share` of the way from `a` to `b`.
ImU32 mix(ImU32 a, ImU32 b, float share);

}  // namespace gradbox::ui
