#include "ui/theme/palette.h"

#include <algorithm>

namespace gradbox::ui {
namespace {

constexpr ImU32 rgb(unsigned hex, unsigned alpha = 255) {
  return IM_COL32((hex >> 16) & 255u, (hex >> 8) & 255u, hex & 255u, alpha);
}

Palette make_dark() {
  Palette p{};
  p.dark = true;
  p.ground = rgb(0x0f1216);
  p.panel = rgb(0x171b21);
  p.line = rgb(0x2a313b);
  p.text = rgb(0xe6e9ee);
  p.quiet = rgb(0x9aa4b2);
  p.accent = rgb(0x5aa9e6);
  p.on_accent = rgb(0x0b1016);
  p.hover = rgb(0xffffff, 14);
  p.pressed = rgb(0xffffff, 28);
  p.selected = rgb(0x5aa9e6, 34);
  p.track = rgb(0x343c48);
  p.code = rgb(0xffffff, 16);
  p.leaf = rgb(0x74b9ef);
  p.operation = rgb(0x9aa4b2);
  p.root = rgb(0x3fc39a);
  p.saved = rgb(0xe69f00);
  p.gradient = rgb(0xcf8fc0);
  p.wrong = rgb(0xf27d4b);
  const unsigned series[6] = {0x56b4e9, 0xe69f00, 0x1fbf90, 0xcc79a7, 0xf0e442, 0xf27d4b};
  for (int i = 0; i < 6; ++i) p.series[i] = rgb(series[i]);
  p.class_one = rgb(0x56b4e9);
  p.class_two = rgb(0xe69f00);
  return p;
}

Palette make_light() {
  Palette p{};
  p.dark = false;
  p.ground = rgb(0xfafbfc);
  p.panel = rgb(0xffffff);
  p.line = rgb(0xe3e7ec);
  p.text = rgb(0x1b2129);
  p.quiet = rgb(0x5b6775);
  p.accent = rgb(0x1f6fb2);
  p.on_accent = rgb(0xffffff);
  p.hover = rgb(0x0d1b2a, 11);
  p.pressed = rgb(0x0d1b2a, 24);
  p.selected = rgb(0x1f6fb2, 21);
  p.track = rgb(0xd5dbe2);
  p.code = rgb(0x0d1b2a, 13);
  p.leaf = rgb(0x1a68a8);
  p.operation = rgb(0x5b6775);
  p.root = rgb(0x00775a);
  p.saved = rgb(0x935f00);
  p.gradient = rgb(0x97407a);
  p.wrong = rgb(0xb8480a);
  const unsigned series[6] = {0x0072b2, 0xd55e00, 0x00805d, 0xa9508a, 0x8a6d00, 0x1b2129};
  for (int i = 0; i < 6; ++i) p.series[i] = rgb(series[i]);
  p.class_one = rgb(0x0072b2);
  p.class_two = rgb(0xd98200);
  return p;
}

}  // namespace

const Palette& dark_palette() {
  static const Palette palette = make_dark();
  return palette;
}

const Palette& light_palette() {
  static const Palette palette = make_light();
  return palette;
}

ImU32 with_alpha(ImU32 colour, float alpha) {
  const auto old_alpha = static_cast<float>(colour >> IM_COL32_A_SHIFT);
  const auto new_alpha = static_cast<ImU32>(std::clamp(old_alpha * alpha + 0.5f, 0.0f, 255.0f));
  return (colour & ~IM_COL32_A_MASK) | (new_alpha << IM_COL32_A_SHIFT);
}

ImU32 mix(ImU32 a, ImU32 b, float share) {
  ImU32 result = 0;
  for (unsigned shift = 0; shift < 32; shift += 8) {
    const auto from = static_cast<float>((a >> shift) & 255u);
    const auto to = static_cast<float>((b >> shift) & 255u);
    result |= static_cast<ImU32>(from + (to - from) * share + 0.5f) << shift;
  }
  return result;
}

}  // namespace gradbox::ui
