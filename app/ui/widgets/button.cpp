#include "ui/widgets/button.h"

#include <algorithm>
#include <cmath>
#include <string>

#include "ui/widgets/text.h"

namespace gradbox::ui {
namespace {

constexpr float kSide = 12;  // from the edge of a button to its label
constexpr float kIconPx = 16;

struct Paint {
  ImU32 fill, ink, edge;
};

Paint paint_of(ButtonKind kind, const Hit& hit) {
  const Palette& p = palette();
  const ImU32 wash = hit.held && hit.hovered ? p.pressed : hit.hovered ? p.hover : 0;
  switch (kind) {
    case ButtonKind::Primary: {
      const ImU32 towards = p.dark ? IM_COL32_WHITE : IM_COL32_BLACK;
      return {mix(p.accent, towards, hit.held ? 0.22f : hit.hovered ? 0.1f : 0), p.on_accent, 0};
    }
    case ButtonKind::Plain:
      return {wash, p.text, with_alpha(p.quiet, 0.38f)};
    default:
      return {wash, hit.hovered ? p.text : p.quiet, 0};
  }
}

void draw_body(const Box& box, const Paint& paint) {
  ImDrawList* list = ImGui::GetWindowDrawList();
  if (paint.fill) list->AddRectFilled(box.min, box.max, paint.fill, kCorner);
  if (paint.edge) {
    list->AddRect(ImVec2(box.min.x + 0.5f, box.min.y + 0.5f), ImVec2(box.max.x - 0.5f, box.max.y - 0.5f), paint.edge,
                  kCorner);
  }
}

Hit labelled(std::string_view id, std::string_view label, float width, ButtonKind kind, Icon icon) {
  const Hit result = hit(id, ImVec2(width, metrics().control_px));
  if (!result.visible) return result;
  const Paint paint = paint_of(kind, result);
  draw_body(result.box, paint);
  ImDrawList* list = ImGui::GetWindowDrawList();
  float content = text_size(Type::Label, label).x;
  if (icon != Icon::None) content += kIconPx + 6;
  float x = result.box.min.x + std::max(kSide * 0.5f, (result.box.width() - content) / 2);
  if (icon != Icon::None) {
    draw_icon(list, icon, ImVec2(x + kIconPx / 2, result.box.centre().y), kIconPx, paint.ink);
    x += kIconPx + 6;
  }
  draw_line(list, Type::Label, ImVec2(x, result.box.min.y), result.box.max.y, result.box.max.x - x - 4, paint.ink,
            label);
  return result;
}

}  // namespace

float button_width(std::string_view label, Icon icon) {
  return std::ceil(text_size(Type::Label, label).x) + 2 * kSide + (icon == Icon::None ? 0 : kIconPx + 6);
}

Hit button(std::string_view id, std::string_view label, ButtonKind kind, Icon icon) {
  return labelled(id, label, button_width(label, icon), kind, icon);
}

Hit wide_button(std::string_view id, std::string_view label, float width, ButtonKind kind) {
  return labelled(id, label, width, kind, Icon::None);
}

Hit icon_button(std::string_view id, Icon icon, ButtonKind kind, bool enabled) {
  const float size = metrics().control_px;
  Hit result = hit(id, ImVec2(size, size));
  if (!result.visible) return result;
  Paint paint = paint_of(kind, enabled ? result : Hit{});
  if (!enabled) {
    paint.ink = with_alpha(paint.ink, 0.4f);
    result.clicked = false;
  }
  draw_body(result.box, paint);
  draw_icon(ImGui::GetWindowDrawList(), icon, result.box.centre(), std::round(size * 0.53f), paint.ink);
  return result;
}

float segmented_width(const std::vector<std::string_view>& choices) {
  float width = 4;
  for (const std::string_view choice : choices) width += std::ceil(text_size(Type::Label, choice).x) + 18;
  return width;
}

int segmented(std::string_view id, const std::vector<std::string_view>& choices, int chosen) {
  const Palette& p = palette();
  const ImVec2 at = ImGui::GetCursorScreenPos();
  const float height = metrics().control_px;
  const float inset = metrics().narrow ? 6.0f : 2.0f;
  ImDrawList* list = ImGui::GetWindowDrawList();
  list->AddRectFilled(ImVec2(at.x, at.y + inset), ImVec2(at.x + segmented_width(choices), at.y + height - inset),
                      p.code, kCorner);
  int clicked = -1;
  float x = at.x + 2;
  for (std::size_t i = 0; i < choices.size(); ++i) {
    const float width = std::ceil(text_size(Type::Label, choices[i]).x) + 18;
    const Hit one =
        hit_at(std::string(id) + ":" + std::string(choices[i]), {ImVec2(x, at.y), ImVec2(x + width, at.y + height)});
    const bool on = static_cast<int>(i) == chosen;
    const ImVec2 min(x, at.y + inset + 2), max(x + width, at.y + height - inset - 2);
    if (on) {
      list->AddRectFilled(min, max, p.dark ? p.track : p.panel, kCorner - 2);
      if (!p.dark) list->AddRect(min, max, with_alpha(p.quiet, 0.3f), kCorner - 2);
    } else if (one.hovered) {
      list->AddRectFilled(min, max, p.hover, kCorner - 2);
    }
    draw_line(list, Type::Label, ImVec2(x + 9, at.y), at.y + height, width, on || one.hovered ? p.text : p.quiet,
              choices[i]);
    if (one.clicked) clicked = static_cast<int>(i);
    x += width;
  }
  ImGui::SetCursorScreenPos(at);
  ImGui::Dummy(ImVec2(segmented_width(choices), height));
  return clicked;
}

Hit toggle(std::string_view id, bool on, ImU32 colour) {
  const Palette& p = palette();
  const float height = metrics().control_px;
  const Hit result = hit(id, ImVec2(40, height));
  if (!result.visible) return result;
  ImDrawList* list = ImGui::GetWindowDrawList();
  const ImVec2 centre(result.box.max.x - 17, result.box.centre().y);
  const ImVec2 min(centre.x - 17, centre.y - 10), max(centre.x + 17, centre.y + 10);
  list->AddRectFilled(min, max, on ? colour : p.track, 10);
  if (result.hovered) list->AddRectFilled(min, max, p.hover, 10);
  const ImU32 knob = p.dark ? (on ? p.on_accent : p.text) : p.panel;
  list->AddCircleFilled(ImVec2(on ? max.x - 10 : min.x + 10, centre.y), 7, knob);
  return result;
}

}  // namespace gradbox::ui
