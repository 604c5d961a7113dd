#include "ui/render/grid_view.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "embedded/shaders.h"
#include "ui/render/device_box.h"
#include "ui/render/gl.h"
#include "ui/theme/theme.h"

namespace gradbox::ui {
namespace {

using Colour = std::array<float, 3>;

Colour colour_of(ImU32 packed) {
  const ImVec4 c = ImGui::ColorConvertU32ToFloat4(packed);
  return {c.x, c.y, c.z};
}

float to_linear(float c) { return c <= 0.04045f ? c / 12.92f : std::pow((c + 0.055f) / 1.055f, 2.4f); }

Colour to_oklab(unsigned hex) {
  const float r = to_linear(static_cast<float>((hex >> 16) & 255u) / 255);
  const float g = to_linear(static_cast<float>((hex >> 8) & 255u) / 255);
  const float b = to_linear(static_cast<float>(hex & 255u) / 255);
  const float l = std::cbrt(0.4122214708f * r + 0.5363325363f * g + 0.0514459929f * b);
  const float m = std::cbrt(0.2119034982f * r + 0.6806995451f * g + 0.1073969566f * b);
  const float s = std::cbrt(0.0883024619f * r + 0.2817188376f * g + 0.6299787005f * b);
  return {0.2104542553f * l + 0.7936177850f * m - 0.0040720468f * s,
          1.9779984951f * l - 2.4285922050f * m + 0.4505937099f * s,
          0.0259040371f * l + 0.7827717662f * m - 0.8086757660f * s};
}

/// From the smallest loss to the greatest; the valley stands out from the panel.
std::array<float, 15> ramp(bool dark) {
  const std::array<unsigned, 5> stops = dark
                                            ? std::array<unsigned, 5>{0xf3e9a6, 0x6cc19a, 0x2e8391, 0x254a70, 0x1a2338}
                                            : std::array<unsigned, 5>{0xfdf8df, 0xb5e0c0, 0x66b5bd, 0x3a7fae, 0x2f4b83};
  std::array<float, 15> result{};
  for (std::size_t i = 0; i < 5; ++i) {
    const Colour lab = to_oklab(stops[i]);
    std::copy(lab.begin(), lab.end(), result.begin() + static_cast<std::ptrdiff_t>(3 * i));
  }
  return result;
}

}  // namespace

GridView::GridView(Look look)
    : look_(look),
      program_(embedded::kGridVertGlsl, embedded::kGridCommonGlsl,
               look == Look::Field ? embedded::kFieldFragGlsl : embedded::kSurfaceFragGlsl) {}

void GridView::draw(ImDrawList* list, const PlotWindow& window, const lessons::Grid& grid, uint64_t version) {
  if (grid.columns < 2 || grid.rows < 2) return;
  window_ = window;
  extent_ = grid.extent;
  if (version != version_ || columns_ != grid.columns || rows_ != grid.rows) {
    version_ = version;
    columns_ = grid.columns;
    rows_ = grid.rows;
    values_ = look_ == Look::Surface ? scaled_logarithm(grid.values) : grid.values;
    dirty_ = true;
  }
  list->AddCallback(&GridView::render, this);
  list->AddCallback(ImDrawCallback_ResetRenderState, nullptr);
}

void GridView::upload() {
  if (generation_ != graphics_generation()) {
    glGenTextures(1, &texture_);
    glGenVertexArrays(1, &vertex_array_);
    generation_ = graphics_generation();
    dirty_ = true;
  }
  glActiveTexture(GL_TEXTURE0);
  glBindTexture(GL_TEXTURE_2D, texture_);
  if (!dirty_) return;
  dirty_ = false;
  glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MIN_FILTER, GL_NEAREST);
  glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MAG_FILTER, GL_NEAREST);
  glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_WRAP_S, GL_CLAMP_TO_EDGE);
  glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_WRAP_T, GL_CLAMP_TO_EDGE);
  glPixelStorei(GL_UNPACK_ALIGNMENT, 4);
  glTexImage2D(GL_TEXTURE_2D, 0, GL_R32F, columns_, rows_, 0, GL_RED, GL_FLOAT, values_.data());
}

void GridView::set_uniforms() {
  const Palette& p = palette();
  const auto set_colour = [this](const char* name, ImU32 packed) {
    const Colour c = colour_of(packed);
    glUniform3f(program_.location(name), c[0], c[1], c[2]);
  };
  const double width = extent_.x_max - extent_.x_min, height = extent_.y_max - extent_.y_min;
  const lessons::Extent& seen = window_.extent;
  glUniform1i(program_.location("u_grid"), 0);
  glUniform4f(program_.location("u_window"), static_cast<float>((seen.x_min - extent_.x_min) / width),
              static_cast<float>((seen.y_min - extent_.y_min) / height),
              static_cast<float>((seen.x_max - seen.x_min) / width),
              static_cast<float>((seen.y_max - seen.y_min) / height));
  glUniform1f(program_.location("u_pixel"), ImGui::GetIO().DisplayFramebufferScale.x);
  set_colour("u_paper", p.panel);
  set_colour("u_ink", p.text);
  if (look_ == Look::Field) {
    set_colour("u_first", p.class_one);
    set_colour("u_second", p.class_two);
  } else {
    glUniform3fv(program_.location("u_ramp"), 5, ramp(p.dark).data());
    glUniform1f(program_.location("u_levels"), 16);
  }
}

void GridView::render(const ImDrawList*, const ImDrawCmd* command) {
  GridView& self = *static_cast<GridView*>(command->UserCallbackData);
  const DeviceBox box = device_box(self.window_.screen);
  if (box.empty() || !self.program_.use()) return;
  glViewport(box.x, box.y, box.width, box.height);
  glScissor(box.x, box.y, box.width, box.height);
  self.upload();
  self.set_uniforms();
  glBindVertexArray(self.vertex_array_);
  glDisable(GL_BLEND);
  glDrawArrays(GL_TRIANGLE_STRIP, 0, 4);
}

std::vector<float> scaled_logarithm(const std::vector<float>& values) {
  constexpr float kTop = std::numeric_limits<float>::infinity();
  float low = kTop, high = 0;
  for (const float v : values) {
    if (!std::isfinite(v)) continue;
    if (v > 0) low = std::min(low, v);
    high = std::max(high, v);
  }
  if (!(low < high)) return std::vector<float>(values.size(), 0.0f);
  const float bottom = std::log(low), span = std::log(high) - bottom;
  std::vector<float> result(values.size());
  std::transform(values.begin(), values.end(), result.begin(), [&](float v) {
    if (!std::isfinite(v)) return 1.0f;
    return v <= low ? 0.0f : (std::log(v) - bottom) / span;
  });
  return result;
}

}  // namespace gradbox::ui
