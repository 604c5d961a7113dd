#include <algorithm>
#include <sstream>

#include "ui/panels/panel.h"
#include "ui/widgets/button.h"
#include "ui/widgets/text.h"

namespace gradbox::ui {
namespace {

using lessons::CodeListing;

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string one; std::getline(stream, one);) lines.push_back(one);
  return lines;
}

/// The program that the lesson runs; the lines that the last step ran are marked.
class Code final : public Panel {
 public:
  void draw(PanelContext& context) override {
    const std::vector<CodeListing>& all = context.info.code;
    chosen_ = std::min(chosen_, all.size() - 1);
    header(all);
    gap(kSpace * 2);
    ImGui::BeginChild("listing", ImGui::GetContentRegionAvail(), ImGuiChildFlags_None,
                      ImGuiWindowFlags_HorizontalScrollbar);
    listing(context, all[chosen_]);
    scroll_by_touch();
    ImGui::EndChild();
  }

 private:
  void header(const std::vector<CodeListing>& all) {
    std::vector<std::string_view> languages;
    for (const CodeListing& one : all) languages.push_back(one.language);
    const int clicked = segmented("code-language", languages, static_cast<int>(chosen_));
    if (clicked >= 0) chosen_ = static_cast<std::size_t>(clicked);
    ImGui::SameLine(0, 8);
    const Hit copy = button("code-copy", "Copy", ButtonKind::Quiet, Icon::Copy);
    explain(copy, "The whole program, as it stands here.");
    if (copy.clicked) ImGui::SetClipboardText(all[chosen_].text.c_str());
  }

  static void listing(const PanelContext& context, const CodeListing& code) {
    const Palette& p = palette();
    ImDrawList* list = ImGui::GetWindowDrawList();
    const std::vector<std::string> lines = lines_of(code.text);
    const bool begun = context.snapshot.step > 0;
    const float height = 21, gutter = 36;
    for (std::size_t i = 0; i < lines.size(); ++i) {
      const int number = static_cast<int>(i) + 1;
      const ImVec2 at = ImGui::GetCursorScreenPos();
      const bool ran = begun && number >= code.loop_first_line && number <= code.loop_last_line;
      if (ran) {
        const float right = at.x + std::max(ImGui::GetContentRegionAvail().x, 40.0f);
        list->AddRectFilled(at, ImVec2(right, at.y + height), p.selected);
        list->AddRectFilled(at, ImVec2(at.x + 3, at.y + height), p.accent);
      }
      const std::string shown = std::to_string(number);
      draw_line(list, Type::MonoSmall, ImVec2(at.x + gutter - 10 - text_size(Type::MonoSmall, shown).x, at.y),
                at.y + height, gutter, p.quiet, shown);
      const float width = text_size(Type::Mono, lines[i]).x;
      draw_text(list, Type::Mono, ImVec2(at.x + gutter, at.y + 2), colour_of(lines[i], ran), lines[i]);
      ImGui::Dummy(ImVec2(gutter + width + 12, height));
    }
  }

  static ImU32 colour_of(const std::string& text, bool ran) {
    const Palette& p = palette();
    if (text.find("backward") != std::string::npos || text.find("grad") != std::string::npos) return p.gradient;
    return ran ? p.text : mix(p.quiet, p.text, 0.5f);
  }

  std::size_t chosen_ = 0;
};

}  // namespace

std::unique_ptr<Panel> make_code() { return std::make_unique<Code>(); }

}  // namespace gradbox::ui
