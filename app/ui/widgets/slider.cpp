#include "ui/widgets/slider.h"

#include <imgui_internal.h>
#include <imgui_stdlib.h>

#include <algorithm>
#include <cmath>

#include "ui/widgets/text.h"

namespace gradbox::ui {
namespace {

constexpr float kKnob = 7;

double share_of(double value, const SliderRange& range) {
  if (range.log_scale) {
    const double low = std::log(range.min), high = std::log(range.max);
    return std::clamp((std::log(std::max(value, range.min)) - low) / (high - low), 0.0, 1.0);
  }
  return std::clamp((value - range.min) / (range.max - range.min), 0.0, 1.0);
}

/// `value` with two significant digits, as a person would choose it.
double rounded(double value) {
  if (value == 0) return 0;
  const double unit = std::pow(10.0, std::floor(std::log10(std::fabs(value))) - 1);
  const double inverse = std::round(1 / unit);
  return unit < 1 && inverse > 0 ? std::round(value * inverse) / inverse : std::round(value / unit) * unit;
}

double value_at(double share, const SliderRange& range) {
  double value = range.log_scale ? range.min * std::pow(range.max / range.min, share)
                                 : range.min + share * (range.max - range.min);
  value = range.whole ? std::round(value) : rounded(value);
  return std::clamp(value, range.min, range.max);
}

void draw_track(const Hit& hit, double share, double default_share, bool marked) {
  const Palette& p = palette();
  ImDrawList* list = ImGui::GetWindowDrawList();
  const float y = std::round(hit.box.centre().y), left = hit.box.min.x + kKnob, right = hit.box.max.x - kKnob;
  const float x = left + static_cast<float>(share) * (right - left);
  const float tick = left + static_cast<float>(default_share) * (right - left);
  list->AddRectFilled(ImVec2(left, y - 1.5f), ImVec2(right, y + 1.5f), p.track, 1.5f);
  if (marked) list->AddRectFilled(ImVec2(tick - 1, y - 5), ImVec2(tick + 1, y + 5), with_alpha(p.quiet, 0.7f), 1);
  list->AddRectFilled(ImVec2(left, y - 1.5f), ImVec2(x, y + 1.5f), p.accent, 1.5f);
  if (hit.hovered || hit.held) list->AddCircleFilled(ImVec2(x, y), kKnob + 5, with_alpha(p.accent, 0.22f));
  list->AddCircleFilled(ImVec2(x, y), kKnob, p.accent);
  list->AddCircleFilled(ImVec2(x, y), kKnob - 2.5f, p.panel);
}

struct Editing {
  ImGuiID id = 0;
  std::string text;
  bool focus = false;
};
Editing g_editing;

void draw_value(const Hit& field, const std::string& shown, bool marked) {
  const Palette& p = palette();
  ImDrawList* list = ImGui::GetWindowDrawList();
  if (field.hovered) list->AddRectFilled(field.box.min, field.box.max, p.hover, 4);
  const float width = text_size(Type::Mono, shown).x;
  const float y = (field.box.min.y + field.box.max.y - font_px(Type::Mono)) / 2;
  draw_text(list, Type::Mono, ImVec2(field.box.max.x - width - 6, y), marked ? p.accent : p.text, shown);
}

}  // namespace

bool slider(std::string_view id, double& value, const SliderRange& range, float width, bool marked) {
  const float height = metrics().narrow ? metrics().control_px : 22;
  const Hit knob = hit(id, ImVec2(width, height));
  if (!knob.visible) return false;
  const double before = value;
  if (knob.double_clicked) {
    value = range.default_value;
    ImGui::ClearActiveID();
  } else if (knob.held && (knob.pressed || ImGui::GetIO().MouseDelta.x != 0) && finger_moves_across()) {
    const float span = width - 2 * kKnob;
    const double share = (ImGui::GetIO().MousePos.x - knob.box.min.x - kKnob) / span;
    value = value_at(std::clamp(share, 0.0, 1.0), range);
  }
  draw_track(knob, share_of(value, range), share_of(range.default_value, range), marked);
  return value != before;
}

bool value_is_edited() { return g_editing.id != 0; }

bool value_field(std::string_view id, const std::string& shown, float width, bool marked, std::string& text) {
  const float height = metrics().narrow ? metrics().control_px : 24;
  const ImGuiID key = ImGui::GetID(id.data(), id.data() + id.size());
  if (g_editing.id != key) {
    const Hit field = hit(id, ImVec2(width, height));
    if (field.visible) draw_value(field, shown, marked);
    explain(field, "Click to type a value.");
    if (field.clicked) g_editing = {key, shown, true};
    if (field.clicked) want_frame();
    return false;
  }
  const Palette& p = palette();
  const ImVec2 at = ImGui::GetCursorScreenPos();
  note_place(id, {at, ImVec2(at.x + width, at.y + height)});
  ImGui::GetWindowDrawList()->AddRect(ImVec2(at.x + 0.5f, at.y + 0.5f),
                                      ImVec2(at.x + width - 0.5f, at.y + height - 0.5f), p.accent, 4);
  ImGui::PushFont(font(Type::Mono), font_px(Type::Mono));
  ImGui::PushStyleVar(ImGuiStyleVar_FramePadding, ImVec2(6, (height - font_px(Type::Mono)) / 2));
  ImGui::SetNextItemWidth(width);
  if (g_editing.focus) ImGui::SetKeyboardFocusHere();
  ImGui::PushID(static_cast<int>(key));
  const bool entered = ImGui::InputText("##value", &g_editing.text,
                                        ImGuiInputTextFlags_EnterReturnsTrue | ImGuiInputTextFlags_AutoSelectAll);
  ImGui::PopID();
  if (!ImGui::IsItemActive()) want_frame();  // the cursor gets there a frame later
  const bool left = ImGui::IsItemDeactivated() && !g_editing.focus;
  const bool cancelled = left && ImGui::IsKeyPressed(ImGuiKey_Escape);
  const bool edited = ImGui::IsItemDeactivatedAfterEdit();
  ImGui::PopStyleVar();
  ImGui::PopFont();
  g_editing.focus = false;
  if (!entered && !left) return false;
  text = g_editing.text;
  g_editing = {};
  want_frame();
  return entered || (edited && !cancelled);
}

}  // namespace gradbox::ui
