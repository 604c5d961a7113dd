#include <algorithm>
#include <sstream>

#include "ui/panels/panel.h"
#include "ui/widgets/button.h"
#include "ui/widgets/card.h"
#include "ui/widgets/text.h"
#include "ui/widgets/toast.h"

namespace gradbox::ui {
namespace {

using lessons::CodeListing;
using lessons::LineRange;
using lessons::Snapshot;
using lessons::TranscriptKind;
using lessons::TranscriptLine;

constexpr float kLine = 22, kContinued = 32;  // the height of a line, and where the rest of a long statement begins

/// What a program printed, statement by statement, as a terminal would show it: the code in quiet letters, what came of
/// it below.
class Transcript final : public Panel {
 public:
  void draw(PanelContext& context) override {
    ImGui::BeginChild("transcript", ImGui::GetContentRegionAvail());
    if (context.snapshot.program_step < 0) {
      nothing_yet(context);
    } else {
      everything(context);
    }
    scroll_by_touch();
    ImGui::EndChild();
  }

 private:
  static void nothing_yet(PanelContext& context) {
    gap(kSpace * 4);
    paragraph(Type::Text, palette().quiet,
              "Nothing has run yet. Take a step: each one runs a statement, and what it prints appears here.");
    gap(kSpace * 3);
    if (button("transcript:step", "Run the first statement", ButtonKind::Primary).clicked) {
      context.actions.ask("transcript:step", lessons::Action::step(1));
    }
  }

  void everything(PanelContext& context) {
    const Snapshot& s = context.snapshot;
    const CodeListing* code = nullptr;
    for (const CodeListing& one : s.code) {
      if (!code || one.language == context.view.code_language) code = &one;
    }
    float bottom_of_last = 0;
    for (int step = 0; step <= s.program_step; ++step) {
      if (step > 0) gap(kSpace * 3);
      const bool last = step == s.program_step, failed = last && !s.error.empty();
      statement(code, step, last, failed);
      for (std::size_t i = 0; i < s.transcript.size(); ++i) {
        const TranscriptLine& one = s.transcript[i];
        // The error that stopped the program is told above.
        if (one.step == step && !(failed && one.kind == TranscriptKind::Error)) entry(one, i);
      }
      bottom_of_last = ImGui::GetCursorPosY();
    }
    gap(kSpace * 4);
    // Of another lesson, or at another width, the end may be elsewhere after the same number of lines.
    if (s.lesson == followed_lesson_ && bottom_of_last == followed_) return;
    followed_lesson_ = s.lesson;
    followed_ = bottom_of_last;
    if (bottom_of_last > ImGui::GetWindowHeight()) {
      ImGui::SetScrollY(bottom_of_last);
      want_frame();
    }
  }

  /// The lines of one step, without those that only print.
  static void statement(const CodeListing* code, int step, bool last, bool failed) {
    if (!code || step >= static_cast<int>(code->steps.size())) return;
    const Palette& p = palette();
    const LineRange range = code->steps[static_cast<std::size_t>(step)];
    std::istringstream stream(code->text);
    std::string line;
    ImDrawList* list = ImGui::GetWindowDrawList();
    for (int number = 1; std::getline(stream, line) && number <= range.last; ++number) {
      const std::size_t start = line.find_first_not_of(' ');
      if (number < range.first || start == std::string::npos) continue;
      if (line.compare(start, 9, "std::cout") == 0 || line.compare(start, 6, "print(") == 0) continue;
      const ImVec2 at = ImGui::GetCursorScreenPos();
      const float width = ImGui::GetContentRegionAvail().x;
      const ImU32 mark = failed ? p.wrong : last ? p.accent : with_alpha(p.quiet, 0.6f);
      draw_line(list, Type::Mono, at, at.y + kLine, 16, mark, ">");
      const std::string shown = line.substr(std::min<std::size_t>(start, 2));
      float y = at.y, indent = 16;
      for (const std::string_view piece : broken_line(Type::Mono, shown, width - kContinued)) {
        draw_line(list, Type::Mono, ImVec2(at.x + indent, y), y + kLine, width,
                  failed ? p.wrong
                  : last ? p.text
                         : p.quiet,
                  piece);
        y += kLine;
        indent = kContinued;
      }
      ImGui::Dummy(ImVec2(width, y - at.y));
    }
  }

  static void entry(const TranscriptLine& one, std::size_t index) {
    const Palette& p = palette();
    const std::string id = "printed:" + std::to_string(index);
    if (one.kind != TranscriptKind::Output) {
      const bool error = one.kind == TranscriptKind::Error;
      gap(kSpace);
      card(error ? p.wrong : p.saved, Icon::Warning, [&] {
        paragraph(Type::LabelStrong, error ? p.wrong : p.text, error ? "Error" : "Warning");
        gap(2);
        paragraph(Type::Mono, p.text, one.text);
      });
      gap(kSpace);
      return;
    }
    output(id, one);
  }

  static std::vector<std::string_view> lines_of(std::string_view text, float width) {
    std::vector<std::string_view> all;
    while (true) {
      const std::size_t end = std::min(text.find('\n'), text.size());
      const std::vector<std::string_view> pieces = broken_line(Type::Mono, text.substr(0, end), width);
      all.insert(all.end(), pieces.begin(), pieces.end());
      if (end >= text.size() || end + 1 == text.size()) return all;
      text.remove_prefix(end + 1);
    }
  }

  static void output(const std::string& id, const TranscriptLine& one) {
    const Palette& p = palette();
    const float width = ImGui::GetContentRegionAvail().x, room = width - 20;
    const float name_width = one.name.empty() ? 0 : text_size(Type::Mono, one.name).x + 16;
    const bool beside = name_width < width * 0.4f || name_width + text_size(Type::Mono, one.text).x <= room;
    const float top_rows = beside ? 0.0f : 1.0f;
    const std::vector<std::string_view> lines = lines_of(one.text, beside ? room - name_width : room);
    const Hit block = hit(id, ImVec2(width, (static_cast<float>(lines.size()) + top_rows) * kLine + 6));
    if (!block.visible) return;
    ImDrawList* list = ImGui::GetWindowDrawList();
    if (block.hovered) list->AddRectFilled(block.box.min, block.box.max, p.hover, 4);
    const float x = block.box.min.x + 16, y = block.box.min.y + 3;
    const bool gradient = one.name.find("grad") != std::string::npos;
    draw_line(list, Type::Mono, ImVec2(x, y), y + kLine, name_width, gradient ? p.gradient : p.leaf, one.name);
    const float left = beside ? x + name_width : x;
    for (std::size_t i = 0; i < lines.size(); ++i) {
      const float top = y + (static_cast<float>(i) + top_rows) * kLine;
      draw_line(list, Type::Mono, ImVec2(left, top), top + kLine, block.box.max.x - left, p.text, lines[i]);
    }
    explain(block, "Click to copy.");
    if (block.clicked) copy_text(one.text);
  }

  /// Where the end was that has been scrolled to.
  std::string followed_lesson_;
  float followed_ = 0;
};

}  // namespace

std::unique_ptr<Panel> make_transcript() { return std::make_unique<Transcript>(); }

}  // namespace gradbox::ui
