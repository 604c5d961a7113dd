#include "ui/save.h"

#include <algorithm>

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
  const std::vector<MenuEntry> entries = {{"picture", "Save this picture (PNG)", Icon::Download},
                                          {"view", "Save the whole view (PNG)", Icon::Download},
                                          {"link", "Copy a link to this state", Icon::Link}};
  const int chosen = menu_button("save", Icon::Download, "Save a picture, or copy a link to exactly this state", entries);
  if (chosen == 0) context.view.picture = {file_name(context.snapshot, stage, "png"), "stage"};
  if (chosen == 1) context.view.picture = {file_name(context.snapshot, "view", "png"), ""};
  if (chosen == 2) context.view.wants_link = true;
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
