#include <algorithm>
#include <cmath>

#include "ui/panels/panel.h"
#include "ui/widgets/heat_strip.h"
#include "ui/widgets/icon.h"
#include "ui/widgets/number.h"
#include "ui/widgets/text.h"
#include "ui/widgets/toast.h"

namespace gradbox::ui {
namespace {

using lessons::Matrix;

constexpr float kHead = 44, kBetween = 28, kBelow = 12, kFoot = 24, kLabel = 18;

/// Heat maps of small matrices, side by side as far as there is room: a Jacobian, what it is multiplied with, and what
/// comes of it.
class Matrices final : public Panel {
 public:
  void draw(PanelContext& context) override {
    const std::vector<Matrix>& all = context.snapshot.stage.matrices;
    ImGui::BeginChild("matrices", ImGui::GetContentRegionAvail());
    if (all.empty()) {
      gap(kSpace * 4);
      paragraph(Type::Text, palette().quiet, "Take a step: the matrices appear once they are computed.");
    }
    const ImVec2 room = ImGui::GetContentRegionAvail(), from = ImGui::GetCursorScreenPos();
    const Layout layout = laid_out(all, room);
    for (std::size_t i = 0; i < all.size(); ++i) {
      draw_matrix(all[i], i, ImVec2(from.x + layout.places[i].x, from.y + layout.places[i].y), layout.cell);
    }
    ImGui::Dummy(ImVec2(room.x, layout.height + 8));
    scroll_by_touch();
    ImGui::EndChild();
  }

 private:
  struct Layout {
    float cell = 0, height = 0;
    std::vector<ImVec2> places;
  };

  static float width_of(const Matrix& m, float cell) {
    const float grid = static_cast<float>(m.columns) * cell;
    return std::max({grid, text_size(Type::Strong, m.name).x + 60, 96.0f});
  }

  static float height_of(const Matrix& m, float cell) {
    const int labels = (m.column_label.empty() ? 0 : 1) + (m.row_label.empty() ? 0 : 1);
    return kHead + static_cast<float>(m.rows) * cell + std::max(4 + static_cast<float>(labels) * kLabel, kFoot);
  }

  /// From left to right; where the row is full, below the last one if that is small beside a tall neighbour, else in a
  /// row of its own.
  static Layout in_rows(const std::vector<Matrix>& all, float width, float cell) {
    Layout result;
    result.cell = cell;
    float right = 0, top = 0;  // where the row goes on
    for (const Matrix& m : all) {
      const float wide = width_of(m, cell), high = height_of(m, cell);
      ImVec2 at(right, top);
      if (right > 0 && right + wide > width) {
        const ImVec2 above = result.places.back();
        const float below = above.y + height_of(all[result.places.size() - 1], cell) + kBelow;
        const bool fits = above.x > 0 && above.x + wide <= width && below + high <= result.height;
        if (!fits) top = result.height + kBelow;
        at = fits ? ImVec2(above.x, below) : ImVec2(0, top);
      }
      result.places.push_back(at);
      result.height = std::max(result.height, at.y + high);
      right = std::max(at.x > 0 ? right : 0, at.x + wide + kBetween);
    }
    return result;
  }

  /// Smaller than the width allows where that brings all of them into view, as long as squares can be told apart.
  static Layout laid_out(const std::vector<Matrix>& all, ImVec2 room) {
    constexpr float kSmallest = 11;
    const float widest = cell_size(all, room.x);
    for (float cell = widest; cell >= kSmallest; cell -= 1) {
      Layout layout = in_rows(all, room.x, cell);
      if (layout.height + 8 <= room.y) return layout;
    }
    return in_rows(all, room.x, widest);
  }

  /// As large as all of them in one row allow, but readable.
  static float cell_size(const std::vector<Matrix>& all, float room) {
    int columns = 1, most = 1;
    for (const Matrix& m : all) {
      columns += m.columns;
      most = std::max(most, m.columns);
    }
    const float in_one_row = (room - kBetween * static_cast<float>(all.size())) / static_cast<float>(columns);
    const float alone = (room - 8) / static_cast<float>(most);
    return std::floor(std::clamp(std::max(in_one_row, std::min(alone, 40.0f)), 8.0f, 58.0f));
  }

  static void draw_matrix(const Matrix& m, std::size_t index, ImVec2 at, float cell) {
    const Palette& p = palette();
    ImDrawList* list = ImGui::GetWindowDrawList();
    const std::string id = "matrix:" + std::to_string(index);
    const float width = width_of(m, cell);
    const Hit title = hit_at(id + ":title", {at, ImVec2(at.x + width, at.y + 24)});
    draw_line(list, Type::Strong, at, at.y + 22, width, p.text, m.name);
    const std::string size = std::to_string(m.rows) + " × " + std::to_string(m.columns);
    draw_line(list, Type::MonoSmall, ImVec2(at.x, at.y + 22), at.y + 40, width, p.quiet, size);
    if (!m.help.empty()) explain(title, m.help);
    const ImVec2 origin(at.x, at.y + kHead);
    cells(m, id, origin, cell);
    float y = origin.y + static_cast<float>(m.rows) * cell + 4;
    for (const auto& [arrow, label] : {std::pair("→ ", &m.column_label), std::pair("↓ ", &m.row_label)}) {
      if (label->empty()) continue;
      draw_line(list, Type::Label, ImVec2(at.x, y), y + kLabel, width + kBetween - 6, p.quiet, arrow + *label);
      y += kLabel;
    }
  }

  static void cells(const Matrix& m, const std::string& id, ImVec2 origin, float cell) {
    double largest = 0;
    for (const double v : m.values) largest = std::isfinite(v) ? std::max(largest, std::fabs(v)) : largest;
    for (std::size_t i = 0; i < m.values.size() && m.columns > 0; ++i) {
      const auto column = static_cast<float>(i % static_cast<std::size_t>(m.columns));
      const auto row = static_cast<float>(i / static_cast<std::size_t>(m.columns));
      const ImVec2 min(origin.x + column * cell, origin.y + row * cell);
      one_cell(m, i, id, {min, ImVec2(min.x + cell - 1, min.y + cell - 1)}, largest);
    }
  }

  static void one_cell(const Matrix& m, std::size_t i, const std::string& id, const Box& box, double largest) {
    const Palette& p = palette();
    ImDrawList* list = ImGui::GetWindowDrawList();
    const double value = m.values[i];
    const double share = largest > 0 ? value / largest : 0;
    list->AddRectFilled(box.min, box.max, std::isfinite(value) ? heat_colour(share, true) : p.wrong, 2);
    const bool wrong = i < m.wrong.size() && m.wrong[i] != 0;
    const std::string shown = short_number(value, 3);
    const float text_width = text_size(Type::MonoSmall, shown).x;
    if (text_width + 4 <= box.width() && box.height() >= 26) {
      const bool strong = std::fabs(share) > 0.45;
      draw_text(list, Type::MonoSmall,
                ImVec2(box.centre().x - text_width / 2, box.centre().y - font_px(Type::MonoSmall) / 2),
                strong ? (p.dark ? p.ground : p.panel) : p.text, shown);
    }
    if (wrong) {
      list->AddRect(box.min, box.max, p.wrong, 2, 0, 2);
      draw_icon(list, Icon::Warning, ImVec2(box.max.x - 7, box.min.y + 7), 11, p.wrong);
    }
    const Hit cell = hit_at(id + ":" + std::to_string(i), box);
    const std::string exact = exact_number(value, true);
    const std::string where = "[" + std::to_string(i / static_cast<std::size_t>(m.columns)) + ", " +
                              std::to_string(i % static_cast<std::size_t>(m.columns)) + "]";
    explain(cell,
            m.name + where + " = `" + exact + "`" + (wrong ? "\n\nThis element is wrong." : "") + "\n\nClick to copy.");
    if (cell.clicked) copy_text(exact);
  }
};

}  // namespace

std::unique_ptr<Panel> make_matrices() { return std::make_unique<Matrices>(); }

}  // namespace gradbox::ui
