#include <algorithm>
#include <cctype>

#include "lessons/registry.h"
#include "ui/panels/panel.h"
#include "ui/widgets/button.h"
#include "ui/widgets/search_field.h"
#include "ui/widgets/text.h"

namespace gradbox::ui {
namespace {

std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return text;
}

bool matches(const lessons::LessonInfo& lesson, const std::string& search) {
  const std::string wanted = lower(search);
  return lower(lesson.title + " " + lesson.id + " " + lesson.summary).find(wanted) != std::string::npos;
}

class LessonList final : public Panel {
 public:
  void draw(PanelContext& context) override {
    search_field("search", "Search lessons", "/", context.view.search, context.view.focus_search);
    gap(kSpace * 2);
    const bool roomy = lessons::all_lessons().size() <= 5;
    int number = 0;
    int shown = 0;
    for (const lessons::LessonInfo& lesson : lessons::all_lessons()) {
      ++number;
      if (!matches(lesson, context.view.search)) continue;
      entry(context, lesson, number, roomy);
      ++shown;
    }
    if (shown == 0) nothing_found(context);
  }

 private:
  void entry(PanelContext& context, const lessons::LessonInfo& lesson, int number, bool roomy) {
    const Palette& p = palette();
    const float width = ImGui::GetContentRegionAvail().x;
    const float height = roomy ? 54.0f : metrics().row_px;
    const bool chosen = lesson.id == context.snapshot.lesson;
    const Hit hit_row = hit("lesson:" + lesson.id, ImVec2(width, height));
    if (chosen && shown_ != lesson.id) bring_into_sight(hit_row.box, lesson.id);
    if (!hit_row.visible) return;
    ImDrawList* list = ImGui::GetWindowDrawList();
    const Box& box = hit_row.box;
    if (chosen || hit_row.hovered) list->AddRectFilled(box.min, box.max, chosen ? p.selected : p.hover, kCorner);
    const float left = box.min.x + 34;
    const float first_bottom = roomy ? box.min.y + 30 : box.max.y;
    const float first_top = roomy ? box.min.y + 6 : box.min.y;
    draw_line(list, Type::MonoSmall, ImVec2(box.min.x + 12, first_top), first_bottom, 24, chosen ? p.accent : p.quiet,
              std::to_string(number));
    draw_line(list, chosen ? Type::Strong : Type::Text, ImVec2(left, first_top), first_bottom, box.max.x - left - 8,
              p.text, lesson.title);
    if (roomy) {
      draw_line(list, Type::Label, ImVec2(left, box.min.y + 28), box.max.y - 6, box.max.x - left - 8, p.quiet,
                lesson.summary);
    }
    explain(hit_row, lesson.summary);
    if (hit_row.clicked && !chosen) context.actions.ask("lesson:" + lesson.id, lessons::Action::select(lesson.id));
    gap(2);
  }

  /// On wide screens the list scrolls by itself, and the lesson may have been chosen elsewhere: by a link, say.
  void bring_into_sight(const Box& row, const std::string& lesson) {
    shown_ = lesson;
    if (metrics().narrow) return;
    const float top = ImGui::GetWindowPos().y, bottom = top + ImGui::GetWindowHeight();
    if (row.min.y >= top && row.max.y <= bottom) return;
    ImGui::SetScrollHereY(0.5f);
    want_frame();
  }

  void nothing_found(PanelContext& context) {
    paragraph(Type::Label, palette().quiet, "No lesson matches.");
    gap(kSpace * 2);
    if (button("search-clear", "Show all lessons").clicked) context.view.search.clear();
  }

  std::string shown_;
};

}  // namespace

std::unique_ptr<Panel> make_lesson_list() { return std::make_unique<LessonList>(); }

}  // namespace gradbox::ui
