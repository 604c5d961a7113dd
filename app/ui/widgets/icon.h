#pragma once

#include <imgui.h>

namespace gradbox::ui {

/// Drawn with lines, so crisp at any density.
enum class Icon {
  None,
  Play,
  Pause,
  StepForward,
  StepBack,
  Reset,
  Sun,
  Moon,
  Auto,
  Question,
  Search,
  Text,
  Stage,
  Chart,
  Sliders,
  Warning,
  Check,
  Close,
  Copy,
  Dice,
  Fit,
  Plus,
  Minus,
  Download,
  Undo,
  Redo,
  Link,
  More
};

/// Draws an icon of `size` px (16 to 24 look best) around `centre`.
void draw_icon(ImDrawList* list, Icon icon, ImVec2 centre, float size, ImU32 colour);

}  // namespace gradbox::ui
