#include <algorithm>

#include "ui/graph/value_view.h"
#include "ui/panels/panel.h"
#include "ui/widgets/button.h"
#include "ui/widgets/number.h"
#include "ui/widgets/text.h"

namespace gradbox::ui {
namespace {

using lessons::ParameterSnapshot;

constexpr std::size_t kMostWays = 12;  // listed one by one

/// Every `.grad` as the sum it is: the calls of backward that added to it, and the ways through the graph.
class Ledger final : public Panel {
 public:
  bool has_content(const PanelContext& context) const override {
    return std::any_of(context.snapshot.parameters.begin(), context.snapshot.parameters.end(),
                       [](const ParameterSnapshot& one) { return one.tensor.requires_grad; });
  }

  void draw(PanelContext& context) override {
    GraphView& view = context.view.graph;
    if (!view.ledger) {
      summary(context);
      gap(kSpace);
      if (button("ledger:open", "List what each .grad is the sum of").clicked) {
        view.ledger = true;
        want_frame();
      }
      return;
    }
    accumulated(context);
    ways(context);
    gap(kSpace);
    if (button("ledger:close", "Close the list", ButtonKind::Quiet).clicked) {
      view.ledger = false;
      want_frame();
    }
  }

 private:
  static int64_t most_calls(const PanelContext& context) {
    int64_t most = 0;
    for (const ParameterSnapshot& one : context.snapshot.parameters) most = std::max(most, one.history.count);
    return most;
  }

  static void summary(const PanelContext& context) {
    const Palette& p = palette();
    const int64_t calls = most_calls(context);
    if (calls > 1) {
      paragraph(Type::Label, p.wrong,
                "Each `.grad` is the sum of " + grouped(calls) + " calls of backward: it was not cleared in between.");
    } else if (calls == 1) {
      paragraph(Type::Label, p.quiet, "Each `.grad` comes from one call of backward, the last.");
    }
  }

  /// A row: what it is, and a number on the right.
  static void row(const std::string& id, const std::string& name, const std::vector<double>& values, ImU32 colour,
                  bool strong) {
    const Palette& p = palette();
    const ImVec2 at = ImGui::GetCursorScreenPos();
    const float width = ImGui::GetContentRegionAvail().x, height = 22;
    ImDrawList* list = ImGui::GetWindowDrawList();
    const float number_width = 104;
    draw_line(list, strong ? Type::LabelStrong : Type::Label, ImVec2(at.x + 8, at.y), at.y + height,
              width - number_width - 8, strong ? p.text : p.quiet, name);
    if (values.size() == 1) {
      number_cell(id, ImVec2(at.x + width - number_width, at.y), ImVec2(at.x + width, at.y + height),
                  at.x + width - number_width / 2, values[0], colour, true, name);
    } else if (!values.empty()) {
      note_place(id, {at, ImVec2(at.x + width, at.y + height)});
      const std::string text = range_text(values);
      const float wide = std::min(text_size(Type::MonoSmall, text).x, number_width + 24);
      draw_line(list, Type::MonoSmall, ImVec2(at.x + width - wide, at.y), at.y + height, wide + 1, colour, text);
    }
    ImGui::SetCursorScreenPos(at);
    ImGui::Dummy(ImVec2(width, height));
  }

  /// "-0.02 to 0.01".
  static std::string range_text(const std::vector<double>& values) {
    const auto [least, most] = std::minmax_element(values.begin(), values.end());
    if (*least == *most) return "all " + short_number(*least, 3);
    return short_number(*least, 2) + " to " + short_number(*most, 2);
  }

  static void title(const std::string& name) {
    line(Type::Mono, palette().text, name + ".grad");
    gap(2);
  }

  /// The calls of backward of the run since the gradients were cleared.
  static void accumulated(const PanelContext& context) {
    const Palette& p = palette();
    if (most_calls(context) == 0) return;
    summary(context);
    gap(kSpace * 2);
    for (const ParameterSnapshot& one : context.snapshot.parameters) {
      if (one.history.count == 0) continue;
      title(one.tensor.name);
      const std::string id = "ledger:" + one.tensor.name + ":";
      const auto listed = static_cast<int64_t>(one.history.last_calls.size());
      if (one.history.count > listed) {
        row(id + "earlier", grouped(one.history.count - listed) + " earlier calls together", one.history.earlier,
            p.gradient, false);
      }
      for (const lessons::GradientContribution& call : one.history.last_calls) {
        row(id + std::to_string(call.call), "backward of step " + grouped(call.call), call.values, p.gradient, false);
      }
      if (one.history.count > 1) {
        hairline(2);
        row(id + "sum", "sum", one.tensor.gradient, p.gradient, true);
      }
      gap(kSpace * 2);
    }
  }

  /// The ways through the graph by which the next gradient comes.
  static void ways(const PanelContext& context) {
    const lessons::TapeSnapshot& tape = context.snapshot.tape;
    if (!tape.graph.culprit.operation.empty()) {
      paragraph(Type::Label, palette().quiet, "An operation failed, so there is no result to go back from.");
      return;
    }
    if (!tape.has_recording) {
      line(Type::Label, palette().quiet, "Recording backward…");
      want_frame(0.05f);
      return;
    }
    paragraph(Type::Label, palette().quiet,
              "By ways through the graph, for " + calls_text(tape.recording) + " from here:");
    gap(kSpace * 2);
    for (const inspect::LeafLedger& ledger : tape.recording.ledger) leaf(context, ledger);
  }

  static std::string calls_text(const inspect::BackwardRecording& recording) {
    const std::size_t count = recording.calls.size();
    return count == 1 ? "one backward" : std::to_string(count) + " calls of backward";
  }

  static void leaf(const PanelContext& context, const inspect::LeafLedger& ledger) {
    const Palette& p = palette();
    const lessons::TapeSnapshot& tape = context.snapshot.tape;
    const inspect::LeafSnapshot& one = tape.graph.leaves[static_cast<std::size_t>(ledger.leaf)];
    title(one.name.empty() ? "leaf" : one.name);
    const std::string id = "ledger:way:" + one.name + ":";
    for (std::size_t i = 0; i < ledger.entries.size() && i < kMostWays; ++i) {
      const inspect::LedgerEntry& entry = ledger.entries[i];
      const inspect::ValueSnapshot* value = tape.recording.value(entry.value);
      if (!value) continue;
      std::string name = way_text(tape.graph, entry.path);
      const inspect::CallSnapshot& call = tape.recording.calls[static_cast<std::size_t>(entry.call)];
      if (tape.recording.calls.size() > 1) name = call.label + ", " + name;
      if (entry.is_cleared) name += ", cleared";
      row(id + std::to_string(i), name, value->values, entry.is_cleared ? p.quiet : p.gradient, false);
    }
    if (ledger.entries.size() > kMostWays) {
      row(id + "more", grouped(static_cast<int64_t>(ledger.entries.size() - kMostWays)) + " more ways", {}, p.gradient,
          false);
    }
    if (ledger.entries.size() > 1) {
      hairline(2);
      const inspect::ValueSnapshot* total = tape.recording.value(ledger.total);
      if (total) row(id + "sum", "sum", total->values, p.gradient, true);
    }
    gap(kSpace * 2);
  }

  /// "through Mul, Add": from the leaf towards the result.
  static std::string way_text(const inspect::GraphSnapshot& graph, const std::vector<int>& path) {
    std::string text;
    for (std::size_t i = 0; i < path.size() && i < 4; ++i) {
      const std::string& name = graph.node(path[i]).name;
      text += (i > 0 ? " → " : "") + name.substr(0, name.find("Backward"));
    }
    return path.size() > 4 ? text + " → …" : text;
  }
};

}  // namespace

std::unique_ptr<Panel> make_ledger() { return std::make_unique<Ledger>(); }

}  // namespace gradbox::ui
