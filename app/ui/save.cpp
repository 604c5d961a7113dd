#include "ui/save.h"

#include <algorithm>

#include "gradbox/inspect/dot.h"
#include "gradbox/inspect/svg.h"
#include "lessons/number_text.h"
#include "ui/download.h"
#include "ui/widgets/menu.h"
#include "ui/widgets/toast.h"

namespace gradbox::ui {
namespace {

void save_text(PanelContext& context, const std::string& name, const std::string& mime, const std::string& text) {
  try {
    say(offer_file(name, mime, text));
  } catch (const std::exception& error) {
    context.view.notice = {"save", error.what()};
  }
  want_frame();
}

/// The graph as a drawing, on paper or in the dark as the view is, or as Graphviz reads it.
void save_graph(PanelContext& context, bool as_svg) {
  const inspect::GraphSnapshot& graph = context.snapshot.tape.graph;
  const std::string name = file_name(context.snapshot, "graph", as_svg ? "svg" : "dot");
  const bool show_saved = context.view.graph.show_saved;
  if (as_svg) {
    inspect::DrawingOptions options;
    options.show_saved = show_saved;
    options.folded = context.view.graph.folded;
    const inspect::SvgTheme theme = palette().dark ? inspect::SvgTheme::Dark : inspect::SvgTheme::Light;
    save_text(context, name, "image/svg+xml", inspect::svg_text(inspect::draw_graph(graph, options), theme));
    return;
  }
  inspect::DotOptions options;
  options.show_saved = options.show_attributes = show_saved;
  save_text(context, name, "text/vnd.graphviz", inspect::dot_text(graph, options));
}

std::string quoted(const std::string& name) {
  if (name.find_first_of(",\"") == std::string::npos) return name;
  std::string out = "\"";
  for (const char c : name) out += c == '"' ? std::string("\"\"") : std::string(1, c);
  return out + "\"";
}

}  // namespace

std::string file_name(const lessons::Snapshot& snapshot, const std::string& what, const std::string& ending) {
  return "gradbox-" + snapshot.lesson + "-" + what + "-" + std::to_string(snapshot.step) + "." + ending;
}

std::string curves_csv(const lessons::Snapshot& snapshot) {
  std::string out = "step";
  std::size_t rows = 0;
  int64_t stride = 1;
  for (const lessons::Series& series : snapshot.series) {
    out += "," + quoted(series.name);
    rows = std::max(rows, series.values.size());
    stride = std::max(stride, series.stride);
  }
  out += "\n";
  for (std::size_t row = 0; row < rows; ++row) {
    out += std::to_string(static_cast<int64_t>(row) * stride);
    for (const lessons::Series& series : snapshot.series) {
      out += ",";
      if (row < series.values.size()) out += lessons::shortest(series.values[row], series.dtype == "float32");
    }
    out += "\n";
  }
  return out;
}

void save_stage_menu(PanelContext& context, const std::string& stage) {
  std::vector<MenuEntry> entries = {{"picture", "Save this picture (PNG)", Icon::Download},
                                    {"view", "Save the whole view (PNG)", Icon::Download},
                                    {"link", "Copy a link to this state", Icon::Link}};
  if (stage == "graph" && context.snapshot.tape.present) {
    entries.push_back({"svg", "Save the graph as a drawing (SVG)", Icon::Download});
    entries.push_back({"dot", "Save the graph for Graphviz (DOT)", Icon::Download});
  }
  const int chosen =
      menu_button("save", Icon::Download, "Save a picture, or copy a link to exactly this state", entries);
  if (chosen == 0) context.view.picture = {file_name(context.snapshot, stage, "png"), "stage"};
  if (chosen == 1) context.view.picture = {file_name(context.snapshot, "view", "png"), ""};
  if (chosen == 2) context.view.wants_link = true;
  if (chosen == 3 || chosen == 4) save_graph(context, chosen == 3);
}

void save_curves_menu(PanelContext& context) {
  const std::vector<MenuEntry> entries = {{"csv", "Save the curves as numbers (CSV)", Icon::Download},
                                          {"picture", "Save this picture (PNG)", Icon::Download}};
  const int chosen = menu_button("save-loss", Icon::Download, "Save the curves as numbers or as a picture", entries);
  if (chosen == 0) {
    save_text(context, file_name(context.snapshot, "curves", "csv"), "text/csv", curves_csv(context.snapshot));
  }
  if (chosen == 1) context.view.picture = {file_name(context.snapshot, "loss", "png"), "loss-plot"};
}

}  // namespace gradbox::ui
