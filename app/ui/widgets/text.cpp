#include "ui/widgets/text.h"

#include <imgui_internal.h>

#include <algorithm>
#include <cmath>

namespace gradbox::ui {
namespace {

const char* end_of(std::string_view text) { return text.data() + text.size(); }

/// Lays out words from left to right and from line to line.
class Flow {
 public:
  Flow(Type type, ImU32 colour)
      : list_(ImGui::GetWindowDrawList()),
        type_(type),
        colour_(colour),
        origin_(ImGui::GetCursorScreenPos()),
        width_(ImGui::GetContentRegionAvail().x) {
    leading_ = std::round(font_px(type) * (type == Type::Text ? 1.24f : 1.16f));
    space_ = text_size(type, " ").x;
  }

  void word(std::string_view text, bool code, bool space_before) {
    const Type type = code ? (type_ == Type::Label ? Type::MonoSmall : Type::Mono) : type_;
    const float padding = code ? 3.0f : 0.0f;
    const float width = text_size(type, text).x + 2 * padding;
    float gap_before = space_before && x_ > 0 ? space_ : 0;
    if (x_ > 0 && space_before && x_ + gap_before + width > width_) {
      next_line();
      gap_before = 0;
    }
    x_ += gap_before;
    const ImVec2 at(origin_.x + x_, origin_.y + y_);
    if (code) {
      list_->AddRectFilled(ImVec2(at.x, at.y + 1), ImVec2(at.x + width, at.y + font_px(type_) + 1), palette().code, 4);
    }
    const float drop = std::round((font_px(type_) - font_px(type)) * 0.6f);
    draw_text(list_, type, ImVec2(at.x + padding, at.y + drop), colour_, text);
    x_ += width;
  }

  void next_line() {
    x_ = 0;
    y_ += leading_;
  }

  void next_paragraph() {
    next_line();
    y_ += std::round(leading_ * 0.4f);
  }

  void finish() { ImGui::Dummy(ImVec2(width_, y_ + leading_)); }

 private:
  ImDrawList* list_;
  Type type_;
  ImU32 colour_;
  ImVec2 origin_;
  float width_;
  float leading_ = 0, space_ = 0, x_ = 0, y_ = 0;
};

/// How far up a type goes so that digits and words side by side stand on one line.
float rise(Type type) { return type == Type::Mono ? 1.0f : 0.0f; }

bool is_break(char c) { return c == ' ' || c == '\n' || c == '`'; }

}  // namespace

ImVec2 text_size(Type type, std::string_view text) {
  return font(type)->CalcTextSizeA(font_px(type), FLT_MAX, 0, text.data(), end_of(text));
}

void draw_text(ImDrawList* list, Type type, ImVec2 position, ImU32 colour, std::string_view text) {
  if (text.empty()) return;
  list->AddText(font(type), font_px(type), ImVec2(std::round(position.x), std::round(position.y)), colour, text.data(),
                end_of(text));
}

void draw_line(ImDrawList* list, Type type, ImVec2 left_top, float bottom, float width, ImU32 colour,
               std::string_view text) {
  const float y = std::floor((left_top.y + bottom - font_px(type)) / 2) - rise(type);
  if (text_size(type, text).x <= width) {
    draw_text(list, type, ImVec2(left_top.x, y), colour, text);
    return;
  }
  const char* rest = text.data();
  const float room = width - text_size(type, "…").x;
  font(type)->CalcTextSizeA(font_px(type), room, 0, text.data(), end_of(text), &rest);
  std::string shortened(text.data(), rest);
  while (!shortened.empty() && shortened.back() == ' ') shortened.pop_back();
  draw_text(list, type, ImVec2(left_top.x, y), colour, shortened + "…");
}

std::vector<std::string_view> broken_line(Type type, std::string_view text, float width) {
  std::vector<std::string_view> lines;
  while (text_size(type, text).x > width) {
    const char* end = text.data();
    font(type)->CalcTextSizeA(font_px(type), width, 0, text.data(), end_of(text), &end);
    const auto fits = std::max<std::size_t>(static_cast<std::size_t>(end - text.data()), 1);
    std::size_t length = fits;
    for (const char* const signs : {"<:=.", " ,("}) {
      const std::size_t last = text.substr(0, fits).find_last_of(signs);
      if (last != std::string_view::npos && last >= fits / 3) length = last + 1;
    }
    lines.push_back(text.substr(0, length));
    text.remove_prefix(length);
  }
  lines.push_back(text);
  return lines;
}

void line(Type type, ImU32 colour, std::string_view text) {
  const ImVec2 at = ImGui::GetCursorScreenPos();
  const float width = ImGui::GetContentRegionAvail().x;
  const float height = font_px(type);
  draw_line(ImGui::GetWindowDrawList(), type, at, at.y + height, width, colour, text);
  ImGui::Dummy(ImVec2(width, height));
}

void paragraph(Type type, ImU32 colour, std::string_view text) {
  Flow flow(type, colour);
  bool code = false;
  bool space = false;
  for (std::size_t i = 0; i < text.size();) {
    const char c = text[i];
    if (c == '`') {
      code = !code;
      ++i;
    } else if (c == '\n' && i + 1 < text.size() && text[i + 1] == '\n') {
      flow.next_paragraph();
      space = false;
      i += 2;
    } else if (is_break(c) && !code) {
      space = true;
      ++i;
    } else {
      std::size_t end = i;
      while (end < text.size() && (code ? text[end] != '`' : !is_break(text[end]))) ++end;
      flow.word(text.substr(i, end - i), code, space);
      space = false;
      i = end;
    }
  }
  flow.finish();
}

void section(std::string_view title) { line(Type::LabelStrong, palette().quiet, title); }

void hairline(float space) {
  gap(space);
  const ImVec2 at = ImGui::GetCursorScreenPos();
  const float width = ImGui::GetContentRegionAvail().x;
  ImGui::GetWindowDrawList()->AddRectFilled(at, ImVec2(at.x + width, at.y + 1), palette().line);
  ImGui::Dummy(ImVec2(width, 1));
  gap(space);
}

void gap(float px) {
  if (px <= 0) return;
  ImGui::Dummy(ImVec2(1, px));
}

}  // namespace gradbox::ui
