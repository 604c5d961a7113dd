#pragma once

#include <imgui.h>

#include "ui/theme/palette.h"

namespace gradbox::ui {

/// System follows what the machine asks for.
enum class ThemeChoice { System, Dark, Light };

/// The typographic steps. Numbers and code are always monospace, so that they keep their width while they change.
enum class Type { Text, Strong, Label, LabelStrong, Title, Mono, MonoSmall };

/// Distances, in steps of 4 px. All are CSS pixels: density is the renderer's business.
constexpr float kSpace = 4, kPadding = 12, kCorner = 6;

/// What differs between a mouse and a finger.
struct Metrics {
  bool narrow = false;    // one place at a time, tabs at the bottom
  float control_px = 30;  // height of buttons, fields and tabs
  float row_px = 32;      // height of a line of a list
  bool still = false;     // nothing moves by itself
};

/// Loads the embedded fonts. Once, after the ImGui context exists.
void load_fonts();

/// Makes every font fit the density of the screen. Inside the first window of each frame, which knows the density.
void refresh_fonts();

/// Sets colours and spacing of Dear ImGui and ImPlot.
void apply_theme(bool dark);

const Palette& palette();
const Metrics& metrics();
void set_metrics(const Metrics& metrics);

ImFont* font(Type type);

/// The size to draw `type` with. Dear ImGui counts from ascender to descender, so that Inter at 15 px (its em) is 18
/// here: text 15, labels 13, titles 20, numbers and code 13 px as a style sheet counts them.
float font_px(Type type);

}  // namespace gradbox::ui
