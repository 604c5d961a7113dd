#include <algorithm>
#include <sstream>

#include "lessons/program_text.h"
#include "ui/panels/panel.h"
#include "ui/widgets/button.h"
#include "ui/widgets/text.h"
#include "ui/widgets/toast.h"

namespace gradbox::ui {
namespace {

using lessons::CodeListing;
using lessons::LineRange;

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string one; std::getline(stream, one);) lines.push_back(one);
  return lines;
}

bool within(const LineRange& range, int line) { return line >= range.first && line <= range.last; }

/// The program that the lesson runs. The lines that the last step ran are marked, or those that failed.
class Code final : public Panel {
 public:
  void draw(PanelContext& context) override {
    const std::vector<CodeListing>& all = context.snapshot.code.empty() ? context.info.code : context.snapshot.code;
    if (all.empty()) return;
    std::size_t chosen = 0;
    for (std::size_t i = 0; i < all.size(); ++i) {
      if (all[i].language == context.view.code_language) chosen = i;
    }
    header(context, all, chosen);
    gap(kSpace * 2);
    ImGui::BeginChild("listing", ImGui::GetContentRegionAvail(), ImGuiChildFlags_None,
                      ImGuiWindowFlags_HorizontalScrollbar);
    listing(context, all[chosen]);
    scroll_by_touch();
    ImGui::EndChild();
  }

 private:
  static void header(PanelContext& context, const std::vector<CodeListing>& all, std::size_t chosen) {
    std::vector<std::string_view> languages;
    for (const CodeListing& one : all) languages.push_back(one.language);
    const int clicked = segmented("code-language", languages, static_cast<int>(chosen));
    if (clicked >= 0) {
      context.view.code_language = clicked == 0 ? std::string() : all[static_cast<std::size_t>(clicked)].language;
      want_frame();
    }
    ImGui::SameLine(0, 8);
    const std::string label = "Copy as " + all[chosen].language;
    const Hit copy = button("code-copy", label, ButtonKind::Quiet, Icon::Copy);
    const char* library = all[chosen].language == "Python" ? "PyTorch" : "Gradbox or libtorch";
    explain(copy, std::string("A complete program with this run's settings, for ") + library +
                      ". It prints this run's numbers and stops where its own differ.");
    if (copy.clicked) copy_program(context, all[chosen].language);
  }

  static void copy_program(PanelContext& context, const std::string& language) {
    try {
      copy_text(lessons::complete_program(context.info, context.snapshot, language), "the program in " + language);
    } catch (const std::exception& error) {
      say(error.what());
    }
  }

  /// The lines that ran last: one statement of a program, or the whole loop of a training.
  static LineRange current(const lessons::Snapshot& s, const CodeListing& code) {
    if (!code.steps.empty()) {
      const bool known = s.program_step >= 0 && s.program_step < static_cast<int>(code.steps.size());
      return known ? code.steps[static_cast<std::size_t>(s.program_step)] : LineRange{0, -1};
    }
    return s.step > 0 || !s.error.empty() ? LineRange{code.loop_first_line, code.loop_last_line} : LineRange{0, -1};
  }

  void listing(const PanelContext& context, const CodeListing& code) {
    const Palette& p = palette();
    ImDrawList* list = ImGui::GetWindowDrawList();
    const std::vector<std::string> lines = lines_of(code.text);
    const LineRange now = current(context.snapshot, code);
    const bool failed = !context.snapshot.error.empty();
    const ImU32 mark = failed ? p.wrong : p.accent;
    const float height = 21, gutter = 36;
    follow(now, height);
    for (std::size_t i = 0; i < lines.size(); ++i) {
      const int number = static_cast<int>(i) + 1;
      const ImVec2 at = ImGui::GetCursorScreenPos();
      const bool ran = within(now, number);
      if (ran) {
        const float right = at.x + std::max(ImGui::GetContentRegionAvail().x, 40.0f);
        list->AddRectFilled(at, ImVec2(right, at.y + height), failed ? with_alpha(p.wrong, 0.14f) : p.selected);
        list->AddRectFilled(at, ImVec2(at.x + 3, at.y + height), mark);
      }
      const std::string shown = std::to_string(number);
      draw_line(list, Type::MonoSmall, ImVec2(at.x + gutter - 10 - text_size(Type::MonoSmall, shown).x, at.y),
                at.y + height, gutter, p.quiet, shown);
      const float width = text_size(Type::Mono, lines[i]).x;
      draw_text(list, Type::Mono, ImVec2(at.x + gutter, at.y + 2), colour_of(lines[i], ran), lines[i]);
      ImGui::Dummy(ImVec2(gutter + width + 12, height));
    }
  }

  /// Scrolls when another line runs, and only then.
  void follow(const LineRange& now, float height) {
    if (now.first == followed_ || now.first <= 0) return;
    followed_ = now.first;
    const float top = static_cast<float>(now.first - 1) * height, bottom = static_cast<float>(now.last) * height;
    const float room = ImGui::GetWindowHeight(), seen = ImGui::GetScrollY();
    if (top < seen || bottom > seen + room) ImGui::SetScrollY(std::max(0.0f, (top + bottom - room) / 2));
    want_frame();
  }

  static ImU32 colour_of(const std::string& text, bool ran) {
    const Palette& p = palette();
    const std::size_t start = text.find_first_not_of(' ');
    const bool comment = start != std::string::npos && (text[start] == '#' || text.compare(start, 2, "//") == 0) &&
                         text.compare(start, 8, "#include") != 0;
    if (comment) return p.quiet;
    if (text.find("backward") != std::string::npos || text.find("grad") != std::string::npos) return p.gradient;
    return ran ? p.text : mix(p.quiet, p.text, 0.5f);
  }

  int followed_ = 0;
};

}  // namespace

std::unique_ptr<Panel> make_code() { return std::make_unique<Code>(); }

}  // namespace gradbox::ui
