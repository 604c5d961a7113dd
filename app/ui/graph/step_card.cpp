#include "gradbox/inspect/worked_rule.h"
#include "ui/graph/cards.h"
#include "ui/graph/value_view.h"
#include "ui/widgets/number.h"
#include "ui/widgets/text.h"

namespace gradbox::ui {
namespace {

using inspect::BackwardStep;

class StepCard {
 public:
  StepCard(const PanelContext& context, const BackwardStep& step)
      : graph_(context.snapshot.tape.graph),
        recording_(context.snapshot.tape.recording),
        step_(step),
        node_(graph_.node(step.node)) {}

  void draw() {
    const Palette& p = palette();
    const std::string name = step_.leaf >= 0 ? leaf_name() : node_.name;
    line(Type::Mono, p.text, name);
    gap(2);
    line(Type::Label, p.quiet, step_.leaf >= 0 ? "AccumulateGrad, the end of the way" : forward_text());
    incoming();
    if (step_.leaf >= 0) {
      accumulation();
    } else {
      outgoing();
    }
  }

 private:
  static std::size_t at(int i) { return static_cast<std::size_t>(i); }

  std::string leaf_name() const {
    const std::string& name = graph_.leaves[at(step_.leaf)].name;
    return name.empty() ? "leaf" : name;
  }

  std::string forward_text() const {
    const std::string formula = inspect::forward_formula(graph_, node_);
    if (!formula.empty()) return "computed " + pretty_formula(formula);
    return node_.is_custom ? "a Function of your own" : "";
  }

  static void heading(const std::string& title) {
    gap(kSpace * 3);
    section(title);
    gap(kSpace);
  }

  void show(const std::string& id, int value, const std::string& what) const {
    const inspect::ValueSnapshot* found = recording_.value(value);
    if (found) {
      value_view("graph:step:" + id, *found, true, what);
    } else {
      line(Type::Label, palette().quiet, "undefined");
    }
  }

  std::string source_of(const inspect::GradientPart& part) const {
    if (part.step < 0) return "what backward was called with";
    return "from " + graph_.node(recording_.steps[at(part.step)].node).name;
  }

  void incoming() const {
    const bool several = step_.incoming.size() > 1;
    for (std::size_t i = 0; i < step_.incoming.size(); ++i) {
      const inspect::IncomingGradient& one = step_.incoming[i];
      heading(several ? "grad " + std::to_string(i) + " comes in" : "grad comes in");
      const std::string id = "in" + std::to_string(i);
      if (one.parts.size() < 2) {
        if (one.parts.size() == 1) line(Type::Label, palette().quiet, source_of(one.parts[0]));
        show(id, one.value, "grad");
        continue;
      }
      for (std::size_t k = 0; k < one.parts.size(); ++k) {
        line(Type::Label, palette().quiet, (k > 0 ? "+ " : "   ") + source_of(one.parts[k]));
        show(id + ":" + std::to_string(k), one.parts[k].value, "part of grad");
      }
      hairline(kSpace);
      line(Type::Label, palette().quiet, "= their sum, since " + std::to_string(one.parts.size()) + " ways meet here");
      show(id, one.value, "grad");
    }
  }

  std::string target_of(const inspect::OutgoingGradient& out) const {
    const inspect::NodeSnapshot& node = graph_.node(out.to);
    if (node.leaf < 0) return node.name;
    const std::string& name = graph_.leaves[at(node.leaf)].name;
    return name.empty() ? "a leaf" : name;
  }

  void outgoing() const {
    const std::vector<inspect::WorkedLine> lines = inspect::work_out(graph_, recording_, step_);
    for (const inspect::WorkedLine& worked : lines) {
      const inspect::OutgoingGradient& out = step_.outgoing[at(worked.output)];
      heading("goes out to " + target_of(out));
      rule(worked);
      const std::string id = "out" + std::to_string(worked.output);
      show(id, out.value, "gradient");
      if (out.is_reduced) reduction(id, out);
    }
    if (lines.empty()) {
      heading("goes nowhere");
      line(Type::Label, palette().quiet, "No input of it needs a gradient.");
    }
  }

  void rule(const inspect::WorkedLine& worked) const {
    const Palette& p = palette();
    if (worked.formula.empty()) {
      if (node_.is_custom) line(Type::Label, p.quiet, "as the function's own backward says");
      return;
    }
    paragraph(Type::Mono, p.text, "grad_" + worked.input + " = " + pretty_formula(worked.formula));
    if (!worked.note.empty()) paragraph(Type::Label, p.quiet, worked.note);
    if (worked.numbers.find('=') == std::string::npos) return;
    gap(2);
    const std::string element = worked.element.empty() ? "" : "at " + worked.element + ": ";
    paragraph(Type::MonoSmall, p.quiet, element + pretty_formula(worked.numbers));
    gap(2);
  }

  void reduction(const std::string& id, const inspect::OutgoingGradient& out) const {
    const inspect::ValueSnapshot* from = recording_.value(out.value);
    const inspect::ValueSnapshot* to = recording_.value(out.sent);
    if (!from || !to) return;
    gap(kSpace);
    paragraph(Type::Label, palette().quiet,
              "The operation repeated this input, so its gradients are added up: `" + inspect::shape_text(from->shape) +
                  "` to `" + inspect::shape_text(to->shape) + "`");
    show(id + ":sum", out.sent, "gradient, summed");
  }

  void accumulation() const {
    heading(leaf_name() + ".grad before");
    show("before", step_.grad_before, leaf_name() + ".grad");
    heading(leaf_name() + ".grad after: " + (step_.grad_before < 0 ? "takes what came in" : "what came in is added"));
    show("after", step_.grad_after, leaf_name() + ".grad");
  }

  const inspect::GraphSnapshot& graph_;
  const inspect::BackwardRecording& recording_;
  const BackwardStep& step_;
  const inspect::NodeSnapshot& node_;
};

}  // namespace

void draw_step_card(const PanelContext& context, const BackwardStep& step) { StepCard(context, step).draw(); }

}  // namespace gradbox::ui
