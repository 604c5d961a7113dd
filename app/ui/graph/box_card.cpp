#include <algorithm>

#include "gradbox/inspect/worked_rule.h"
#include "ui/graph/cards.h"
#include "ui/graph/value_view.h"
#include "ui/widgets/button.h"
#include "ui/widgets/number.h"
#include "ui/widgets/text.h"

namespace gradbox::ui {
namespace {

using inspect::BoxKind;
using inspect::DrawnBox;

const char* kind_name(BoxKind kind) {
  switch (kind) {
    case BoxKind::Leaf:
      return "leaf, requires a gradient";
    case BoxKind::Root:
      return "the result";
    case BoxKind::Saved:
      return "saved for backward";
    case BoxKind::Fold:
      return "folded";
    case BoxKind::Data:
      return "data";
    case BoxKind::Culprit:
      return "failed";
    default:
      return "operation";
  }
}

/// A quiet word with something beside it.
void entry(const char* name, const std::string& text) {
  const Palette& p = palette();
  const ImVec2 at = ImGui::GetCursorScreenPos();
  const float width = ImGui::GetContentRegionAvail().x;
  constexpr float kName = 72, kHeight = 22;
  ImDrawList* list = ImGui::GetWindowDrawList();
  draw_line(list, Type::Label, at, at.y + kHeight, kName, p.quiet, name);
  draw_line(list, Type::Mono, ImVec2(at.x + kName, at.y), at.y + kHeight, width - kName, p.text, text);
  ImGui::Dummy(ImVec2(width, kHeight));
}

void heading(const char* title) {
  gap(kSpace * 2);
  section(title);
  gap(kSpace);
}

class BoxCard {
 public:
  BoxCard(const PanelContext& context, const DrawnBox& box)
      : context_(context), graph_(context.snapshot.tape.graph), box_(box) {}

  CardWish draw() {
    title();
    switch (box_.kind) {
      case BoxKind::Leaf:
        leaf();
        break;
      case BoxKind::Root:
      case BoxKind::Data:
        root();
        break;
      case BoxKind::Saved:
        saved_tensor();
        break;
      case BoxKind::Fold:
        fold();
        break;
      case BoxKind::Culprit:
        gap(kSpace * 2);
        paragraph(Type::Mono, palette().text, graph_.culprit.error);
        break;
      default:
        operation();
    }
    return wish_;
  }

 private:
  static std::size_t at(int i) { return static_cast<std::size_t>(i); }

  void title() {
    const Palette& p = palette();
    const ImVec2 here = ImGui::GetCursorScreenPos();
    const float width = ImGui::GetContentRegionAvail().x;
    draw_line(ImGui::GetWindowDrawList(), Type::Mono, here, here.y + 26, width - 34, p.text, box_.title);
    ImGui::SetCursorScreenPos(ImVec2(here.x + width - metrics().control_px + 6, here.y - 4));
    if (icon_button("graph:card:close", Icon::Close).clicked) wish_.close = true;
    ImGui::SetCursorScreenPos(ImVec2(here.x, here.y + 26));
    line(Type::Label, p.quiet, kind_name(box_.kind));
    gap(kSpace * 2);
  }

  void value(const char* name, int index, bool gradient, const std::string& what) {
    const inspect::ValueSnapshot* found = graph_.value(index);
    if (!found) return;
    heading(name);
    value_view("graph:card:" + what, *found, gradient, what);
  }

  void leaf() {
    const inspect::LeafSnapshot& one = graph_.leaves[at(box_.leaf)];
    entry("shape", inspect::shape_text(one.shape));
    if (const inspect::ValueSnapshot* found = graph_.value(one.value)) entry("dtype", found->dtype);
    entry("bytes", bytes_text(one.bytes));
    value("value", one.value, false, one.name);
    for (const lessons::ParameterSnapshot& parameter : context_.snapshot.parameters) {
      if (parameter.tensor.name != one.name) continue;
      heading(".grad in the run");
      if (!parameter.tensor.has_grad) {
        line(Type::Label, palette().quiet, "undefined");
        continue;
      }
      inspect::ValueSnapshot gradient;
      gradient.shape = parameter.tensor.shape;
      gradient.dtype = parameter.tensor.dtype;
      gradient.values = parameter.tensor.gradient;
      gradient.count = static_cast<int64_t>(gradient.values.size());
      if (gradient.count > 0) {
        gradient.least = *std::min_element(gradient.values.begin(), gradient.values.end());
        gradient.most = *std::max_element(gradient.values.begin(), gradient.values.end());
      }
      value_view("graph:card:grad", gradient, true, one.name + ".grad");
    }
  }

  void root() {
    const inspect::RootSnapshot& one = graph_.roots[at(box_.root)];
    entry("shape", inspect::shape_text(one.shape));
    if (const inspect::ValueSnapshot* found = graph_.value(one.value)) entry("dtype", found->dtype);
    if (one.node < 0) {
      gap(kSpace);
      paragraph(Type::Label, palette().quiet,
                "Nothing was recorded for it: nothing it was computed from requires a gradient.");
    }
    value("value", one.value, false, one.name);
  }

  void saved_tensor() {
    const inspect::SavedSnapshot& one = graph_.saved[at(box_.saved)];
    entry("shape", inspect::shape_text(one.shape));
    entry("bytes", bytes_text(one.bytes));
    value("value", one.value, false, box_.title);
  }

  void fold() {
    entry("holds", box_.subtitle);
    gap(kSpace * 2);
    if (button("graph:card:unfold", "Unfold", ButtonKind::Primary).clicked) {
      wish_.fold = box_.fold;
      wish_.folded = false;
    }
  }

  void operation() {
    const inspect::NodeSnapshot& node = graph_.node(box_.node);
    const std::string formula = inspect::forward_formula(graph_, node);
    if (!formula.empty()) {
      entry("computes", pretty_formula(formula));
    } else if (node.is_custom) {
      entry("computes", "a Function of your own");
    }
    for (int i = 0; i < node.output_count; ++i) {
      const inspect::OutputSnapshot& output = graph_.output(node, i);
      entry(output.name.empty() ? "result" : output.name.c_str(), inspect::shape_text(output.shape));
      if (const inspect::ValueSnapshot* found = graph_.value(output.value)) entry("dtype", found->dtype);
    }
    for (int i = 0; i < node.output_count; ++i) {
      const inspect::OutputSnapshot& output = graph_.output(node, i);
      value(output.name.empty() ? "value" : output.name.c_str(), output.value, false,
            output.name.empty() ? node.name : output.name);
    }
    gradient_of(node);
    saved(node);
    if (box_.fold.empty()) return;
    gap(kSpace * 3);
    if (button("graph:card:fold", "Fold this part").clicked) {
      wish_.fold = box_.fold;
      wish_.folded = true;
    }
  }

  /// What arrived here in the last backward that was recorded.
  void gradient_of(const inspect::NodeSnapshot& node) {
    const lessons::TapeSnapshot& tape = context_.snapshot.tape;
    if (!tape.has_recording) return;
    for (const inspect::BackwardStep& step : tape.recording.steps) {
      if (&graph_.node(step.node) != &node || step.incoming.empty()) continue;
      const inspect::ValueSnapshot* found = tape.recording.value(step.incoming[0].value);
      if (!found) continue;
      heading("gradient of the result");
      value_view("graph:card:gradient", *found, true, "grad");
      return;
    }
  }

  void saved(const inspect::NodeSnapshot& node) {
    if (node.saved_count == 0) return;
    heading("kept for backward");
    for (int i = 0; i < node.saved_count; ++i) {
      const inspect::SavedSnapshot& one = graph_.saved_of(node, i);
      const bool same = one.tensor_name.empty() || one.tensor_name == one.name;
      const std::string what = one.is_tensor ? (same ? "" : one.tensor_name + " ") + inspect::shape_text(one.shape) +
                                                   ", " + bytes_text(one.bytes)
                                             : one.text;
      entry(one.name.c_str(), what);
    }
  }

  const PanelContext& context_;
  const inspect::GraphSnapshot& graph_;
  const DrawnBox& box_;
  CardWish wish_;
};

}  // namespace

CardWish draw_box_card(const PanelContext& context, const Scene& scene, int box) {
  return BoxCard(context, scene.drawing().boxes[static_cast<std::size_t>(box)]).draw();
}

}  // namespace gradbox::ui
