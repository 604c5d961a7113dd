#include "ui/theme/theme.h"

#include <implot.h>

#include "embedded/fonts.h"

namespace gradbox::ui {
namespace {

struct Fonts {
  ImFont* regular = nullptr;
  ImFont* strong = nullptr;
  ImFont* mono = nullptr;
};

Fonts g_fonts;
Metrics g_metrics;
const Palette* g_palette = nullptr;

ImFont* add_font(const unsigned char* bytes, std::size_t size, float px) {
  ImFontConfig config;
  config.FontDataOwnedByAtlas = false;
  config.OversampleH = 2;
  // The atlas never writes to data that it does not own.
  return ImGui::GetIO().Fonts->AddFontFromMemoryTTF(const_cast<unsigned char*>(bytes), static_cast<int>(size), px,
                                                    &config);
}

ImVec4 vec(ImU32 colour) { return ImGui::ColorConvertU32ToFloat4(colour); }

void style_imgui(const Palette& p) {
  ImGuiStyle& style = ImGui::GetStyle();
  style = ImGuiStyle();
  style.WindowPadding = style.FramePadding = ImVec2(0, 0);
  style.ItemSpacing = ImVec2(8, 0);  // vertical distances are written out with gap()
  style.ItemInnerSpacing = ImVec2(4, 4);
  style.WindowBorderSize = style.ChildBorderSize = style.FrameBorderSize = 0;
  style.PopupBorderSize = 1;
  style.WindowRounding = style.ChildRounding = 0;
  style.FrameRounding = style.PopupRounding = kCorner;
  style.ScrollbarSize = 8;
  style.ScrollbarRounding = 4;
  style.WindowMinSize = ImVec2(1, 1);
  style.AntiAliasedLinesUseTex = false;
  style.CircleTessellationMaxError = 0.12f;
  style.CurveTessellationTol = 0.6f;
  style.HoverStationaryDelay = 0.1f;
  style.HoverDelayNormal = 0.35f;
  style.HoverDelayShort = 0.2f;
  style.FontSizeBase = font_px(Type::Text);
  ImVec4* c = style.Colors;
  c[ImGuiCol_Text] = vec(p.text);
  c[ImGuiCol_TextDisabled] = vec(p.quiet);
  c[ImGuiCol_WindowBg] = vec(p.panel);
  c[ImGuiCol_ChildBg] = ImVec4(0, 0, 0, 0);
  c[ImGuiCol_PopupBg] = vec(p.dark ? mix(p.panel, p.line, 0.5f) : p.panel);
  c[ImGuiCol_Border] = vec(p.line);
  c[ImGuiCol_FrameBg] = c[ImGuiCol_FrameBgHovered] = c[ImGuiCol_FrameBgActive] = ImVec4(0, 0, 0, 0);
  c[ImGuiCol_ScrollbarBg] = ImVec4(0, 0, 0, 0);
  c[ImGuiCol_ScrollbarGrab] = vec(with_alpha(p.quiet, 0.28f));
  c[ImGuiCol_ScrollbarGrabHovered] = vec(with_alpha(p.quiet, 0.5f));
  c[ImGuiCol_ScrollbarGrabActive] = vec(with_alpha(p.quiet, 0.7f));
  c[ImGuiCol_TextSelectedBg] = vec(with_alpha(p.accent, 0.4f));
  c[ImGuiCol_InputTextCursor] = vec(p.text);
  c[ImGuiCol_NavCursor] = vec(p.accent);
}

void style_implot(const Palette& p) {
  ImPlotStyle& style = ImPlot::GetStyle();
  style = ImPlotStyle();
  style.PlotBorderSize = 0;
  style.PlotPadding = ImVec2(4, 6);
  style.LabelPadding = ImVec2(6, 4);
  style.MajorTickLen = style.MinorTickLen = ImVec2(0, 0);
  style.MajorGridSize = ImVec2(1, 1);
  style.MinorGridSize = ImVec2(1, 1);
  style.MinorAlpha = 0.55f;
  style.LineWeight = 2;
  style.MarkerWeight = 0;
  style.PlotMinSize = ImVec2(40, 40);
  style.MousePosPadding = ImVec2(8, 6);
  ImVec4* c = style.Colors;
  c[ImPlotCol_FrameBg] = c[ImPlotCol_PlotBg] = c[ImPlotCol_PlotBorder] = ImVec4(0, 0, 0, 0);
  c[ImPlotCol_LegendBg] = c[ImPlotCol_LegendBorder] = ImVec4(0, 0, 0, 0);
  c[ImPlotCol_AxisText] = vec(p.quiet);
  c[ImPlotCol_AxisGrid] = vec(with_alpha(p.line, 0.75f));
  c[ImPlotCol_AxisTick] = vec(p.line);
  c[ImPlotCol_AxisBg] = c[ImPlotCol_AxisBgHovered] = c[ImPlotCol_AxisBgActive] = ImVec4(0, 0, 0, 0);
  c[ImPlotCol_InlayText] = vec(p.text);
  c[ImPlotCol_Selection] = vec(p.accent);
  c[ImPlotCol_Crosshairs] = vec(with_alpha(p.quiet, 0.5f));
}

}  // namespace

void load_fonts() {
  using namespace gradbox::embedded;
  g_fonts.regular = add_font(kInterSubOtf, sizeof(kInterSubOtf), font_px(Type::Text));
  g_fonts.strong = add_font(kInterSemiBoldSubOtf, sizeof(kInterSemiBoldSubOtf), font_px(Type::Strong));
  g_fonts.mono = add_font(kJBMSubTtf, sizeof(kJBMSubTtf), font_px(Type::Mono));
}

void refresh_fonts() {
  // Dear ImGui tells a font the density when it is pushed, and most text here is drawn without pushing.
  for (ImFont* one : {g_fonts.strong, g_fonts.mono, g_fonts.regular}) {
    ImGui::PushFont(one, 0);
    ImGui::PopFont();
  }
}

void apply_theme(bool dark) {
  const Palette* wanted = dark ? &dark_palette() : &light_palette();
  if (wanted == g_palette) return;
  g_palette = wanted;
  style_imgui(*wanted);
  style_implot(*wanted);
}

const Palette& palette() { return g_palette ? *g_palette : dark_palette(); }

const Metrics& metrics() { return g_metrics; }

void set_metrics(const Metrics& new_metrics) { g_metrics = new_metrics; }

ImFont* font(Type type) {
  switch (type) {
    case Type::Strong:
    case Type::LabelStrong:
    case Type::Title:
      return g_fonts.strong;
    case Type::Mono:
    case Type::MonoSmall:
      return g_fonts.mono;
    default:
      return g_fonts.regular;
  }
}

float font_px(Type type) {
  switch (type) {
    case Type::Title:
      return 24;
    case Type::Label:
    case Type::LabelStrong:
      return 16;
    case Type::Mono:
      return 17;
    case Type::MonoSmall:
      return 15;
    default:
      return 18;
  }
}

}  // namespace gradbox::ui
