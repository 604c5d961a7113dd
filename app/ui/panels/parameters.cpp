#include <algorithm>
#include <cmath>

#include "ui/graph/check_view.h"
#include "ui/panels/panel.h"
#include "ui/widgets/button.h"
#include "ui/widgets/hatch.h"
#include "ui/widgets/heat_strip.h"
#include "ui/widgets/number.h"
#include "ui/widgets/text.h"

namespace gradbox::ui {
namespace {

using lessons::ParameterSnapshot;

/// Where the three columns of numbers lie.
struct Columns {
  float left, name_width, width;  // width of one column of numbers
  int count;                      // a program that trains nothing has no updates
  float start(int column) const { return left + name_width + static_cast<float>(column) * width; }
  float point(int column) const { return start(column) + std::round(width * 0.46f); }
};

std::string shape_text(const std::vector<int64_t>& shape) {
  std::string text;
  for (std::size_t i = 0; i < shape.size(); ++i) text += (i ? "×" : "") + std::to_string(shape[i]);
  return text;
}

/// Every parameter with its value, its gradient, and what the last step added to it.
class Parameters final : public Panel {
 public:
  void draw(PanelContext& context) override {
    const std::vector<ParameterSnapshot>& all = context.snapshot.parameters;
    const float room = ImGui::GetContentRegionAvail().x;
    float name_width = 34;
    for (const ParameterSnapshot& one : all) {
      name_width = std::max(name_width, text_size(Type::Mono, one.tensor.name).x + 26);
      if (one.tensor.values.size() == 1) continue;
      name_width = std::max(name_width, text_size(Type::MonoSmall, shape_text(one.tensor.shape)).x + 28);
    }
    name_width = std::min(name_width, room * 0.34f);
    const int count = context.info.is_program ? 2 : 3;
    const Columns columns{ImGui::GetCursorScreenPos().x, name_width, (room - name_width) / static_cast<float>(count),
                          count};
    header(columns);
    for (const ParameterSnapshot& one : all) {
      if (one.tensor.values.size() == 1) {
        scalar(one, columns);
      } else {
        tensor(one, columns);
      }
      const float y = ImGui::GetItemRectMin().y + 14;
      draw_check_badge(context.snapshot, one.tensor.name,
                       ImVec2(columns.left + 26 + text_size(Type::Mono, one.tensor.name).x, y));
    }
    if (!all.empty()) {
      draw_gradient_check(context);
      return;
    }
    gap(kSpace * 2);
    paragraph(Type::Label, palette().quiet,
              context.info.is_program ? "No tensor has a name yet. Take a step." : "This lesson trains nothing.");
  }

 private:
  static void header(const Columns& columns) {
    const Palette& p = palette();
    ImDrawList* list = ImGui::GetWindowDrawList();
    const float top = ImGui::GetCursorScreenPos().y, bottom = top + 24;
    const char* titles[3] = {"value", "gradient", "update"};
    const ImU32 colours[3] = {p.leaf, p.gradient, p.quiet};
    const char* help[3] = {"What the parameter is now, after the last step's update.",
                           "How the loss of the last step grows when the parameter grows.",
                           "What the last step added to the parameter."};
    for (int i = 0; i < columns.count; ++i) {
      const float width = text_size(Type::Label, titles[i]).x;
      const float x = columns.point(i) - width / 2 + 4;
      const Hit one = hit_at(std::string("column:") + titles[i],
                             {ImVec2(columns.start(i), top), ImVec2(columns.start(i + 1), bottom)});
      draw_line(list, Type::Label, ImVec2(x, top), bottom, width + 4, colours[i], titles[i]);
      explain_label(one, help[i]);
    }
    ImGui::Dummy(ImVec2(1, 24));
    hairline(0);
  }

  static std::string what_it_is(const inspect::TensorSnapshot& tensor) {
    const std::string start = "`" + tensor.name + "` " + tensor.dtype;
    if (!tensor.requires_grad) return start + "\n\nHatched: it requires no gradient, so backward leaves it alone.";
    if (tensor.is_leaf) return start + ", a leaf that requires a gradient: backward adds to its `.grad`.";
    return start + ", computed by `" + tensor.grad_fn + "`: gradients pass through it on their way to the leaves.";
  }

  static void name(const ParameterSnapshot& one, const Columns& columns, float top, float bottom) {
    const Palette& p = palette();
    ImDrawList* list = ImGui::GetWindowDrawList();
    const float y = (top + bottom) / 2;
    const Box swatch{ImVec2(columns.left, y - 5), ImVec2(columns.left + 10, y + 5)};
    const bool tracked = one.tensor.requires_grad;
    if (tracked) {
      list->AddRectFilled(swatch.min, swatch.max, one.tensor.is_leaf ? p.leaf : p.operation, 2);
    } else {
      draw_hatch(list, swatch, p.quiet, 4);
      list->AddRect(swatch.min, swatch.max, p.quiet, 2);
    }
    const Hit label = hit_at("param:" + one.tensor.name + ":name",
                             {ImVec2(columns.left, top), ImVec2(columns.left + columns.name_width - 4, bottom)});
    explain_label(label, what_it_is(one.tensor));
    draw_line(list, Type::Mono, ImVec2(columns.left + 16, top), bottom, columns.name_width - 18, p.text,
              one.tensor.name);
  }

  static void scalar(const ParameterSnapshot& one, const Columns& columns) {
    const Palette& p = palette();
    const ImVec2 at = ImGui::GetCursorScreenPos();
    const float height = metrics().narrow ? 40.0f : 28.0f, bottom = at.y + height;
    name(one, columns, at.y, bottom);
    const bool single = one.tensor.dtype == "float32";
    const auto cell = [&](int column, const char* what, double value, ImU32 colour) {
      number_cell("param:" + one.tensor.name + ":" + what, ImVec2(columns.start(column), at.y),
                  ImVec2(columns.start(column + 1), bottom), columns.point(column), value, colour, single,
                  one.tensor.name + (what == std::string_view("gradient") ? ".grad" : ""));
    };
    const auto none = [&](int column) {
      draw_line(ImGui::GetWindowDrawList(), Type::Mono, ImVec2(columns.point(column) - 3, at.y), bottom, 20,
                with_alpha(p.quiet, 0.6f), "–");
    };
    cell(0, "value", one.tensor.values[0], p.text);
    if (one.tensor.has_grad && !one.tensor.gradient.empty())
      cell(1, "gradient", one.tensor.gradient[0], p.gradient);
    else
      none(1);
    if (columns.count < 3) {
      // nothing trains
    } else if (!one.update.empty()) {
      cell(2, "update", one.update[0], p.quiet);
    } else {
      none(2);
    }
    ImGui::SetCursorScreenPos(at);
    ImGui::Dummy(ImVec2(1, height));
  }

  /// A few elements are numbers to be read; more of them are squares.
  static void tensor(const ParameterSnapshot& one, const Columns& columns) {
    if (one.tensor.shape.size() == 1 && one.tensor.values.size() <= 3) {
      elements(one, columns);
    } else {
      heat_map(one, columns);
    }
  }

  static void elements(const ParameterSnapshot& one, const Columns& columns) {
    const Palette& p = palette();
    const ImVec2 at = ImGui::GetCursorScreenPos();
    const float line_height = metrics().narrow ? 28.0f : 24.0f;
    name(one, columns, at.y, at.y + line_height);
    const bool single = one.tensor.dtype == "float32";
    const auto column = [&](int index, const char* what, const std::vector<double>& values, ImU32 colour) {
      for (std::size_t i = 0; i < values.size(); ++i) {
        const float top = at.y + static_cast<float>(i) * line_height;
        const std::string element = "[" + std::to_string(i) + "]";
        number_cell("param:" + one.tensor.name + ":" + what + element, ImVec2(columns.start(index), top),
                    ImVec2(columns.start(index + 1), top + line_height), columns.point(index), values[i], colour,
                    single, one.tensor.name + (what == std::string_view("gradient") ? ".grad" : "") + element);
      }
    };
    column(0, "value", one.tensor.values, p.text);
    if (one.tensor.has_grad) column(1, "gradient", one.tensor.gradient, p.gradient);
    if (columns.count > 2) column(2, "update", one.update, p.quiet);
    ImGui::SetCursorScreenPos(at);
    ImGui::Dummy(ImVec2(1, static_cast<float>(one.tensor.values.size()) * line_height + 4));
  }

  static void heat_map(const ParameterSnapshot& one, const Columns& columns) {
    const ImVec2 at = ImGui::GetCursorScreenPos();
    const HeatShape shape = heat_shape(one.tensor.shape, columns.width - 10);
    const float height = std::max(shape.height() + 14, 36.0f);
    name(one, columns, at.y, at.y + 24);
    draw_line(ImGui::GetWindowDrawList(), Type::MonoSmall, ImVec2(columns.left + 16, at.y + 18), at.y + 36,
              columns.name_width, palette().quiet, shape_text(one.tensor.shape));
    const std::string id = "param:" + one.tensor.name;
    const auto strip = [&](int column, const char* what, const std::vector<double>& values, bool gradient) {
      ImGui::SetCursorScreenPos(ImVec2(columns.start(column) + 4, at.y + 7));
      heat_strip(id + ":" + what, shape, values, gradient, one.tensor.name + (gradient ? ".grad" : ""));
    };
    strip(0, "value", one.tensor.values, false);
    if (one.tensor.has_grad) strip(1, "gradient", one.tensor.gradient, true);
    if (columns.count > 2) strip(2, "update", one.update, false);
    ImGui::SetCursorScreenPos(at);
    ImGui::Dummy(ImVec2(1, height));
  }
};

}  // namespace

std::unique_ptr<Panel> make_parameters() { return std::make_unique<Parameters>(); }

}  // namespace gradbox::ui
