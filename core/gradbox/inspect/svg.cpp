#include "gradbox/inspect/svg.h"

#include <algorithm>
#include <cmath>

#include "gradbox/base/number_text.h"

namespace gradbox::inspect {
namespace {

struct Colours {
  const char* ground;
  const char* line;
  const char* text;
  const char* quiet;
  const char* leaf;
  const char* operation;
  const char* root;
  const char* saved;
  const char* wrong;
};
constexpr Colours kLight = {"#ffffff", "#8a96a5", "#1b2129", "#5b6775", "#1a68a8",
                            "#5b6775", "#00775a", "#935f00", "#b8480a"};
constexpr Colours kDark = {"#171b21", "#5d6876", "#e6e9ee", "#9aa4b2", "#74b9ef",
                           "#9aa4b2", "#3fc39a", "#e69f00", "#f27d4b"};

/// One digit after the point is a tenth of a pixel.
std::string px(double value) { return shortest(std::round(value * 10) / 10); }

std::string escaped(const std::string& text) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '&':
        out += "&amp;";
        break;
      case '"':
        out += "&quot;";
        break;
      default:
        out += c;
    }
  }
  return out;
}

class Writer {
 public:
  Writer(const GraphDrawing& drawing, const Colours& colours) : drawing_(drawing), c_(colours) {}

  std::string write() {
    const std::string size = px(drawing_.width) + "\" height=\"" + px(drawing_.height);
    out_ = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"" + size + "\" viewBox=\"0 0 " + px(drawing_.width) +
           " " + px(drawing_.height) + "\" font-family=\"JetBrains Mono, DejaVu Sans Mono, monospace\">\n" +
           "<rect width=\"" + size + "\" fill=\"" + c_.ground + "\"/>\n";
    add_hatch();
    for (const DrawnFrame& frame : drawing_.frames) add_frame(frame);
    for (const DrawnLine& line : drawing_.lines) add_line(line);
    for (const DrawnBox& box : drawing_.boxes) add_box(box);
    return out_ + "</svg>\n";
  }

 private:
  const char* colour_of(BoxKind kind) const {
    switch (kind) {
      case BoxKind::Leaf:
        return c_.leaf;
      case BoxKind::Root:
        return c_.root;
      case BoxKind::Saved:
        return c_.saved;
      case BoxKind::Culprit:
        return c_.wrong;
      default:
        return c_.operation;
    }
  }

  /// For tensors that require no gradient.
  void add_hatch() {
    const auto is_frozen = [](const DrawnBox& box) { return box.is_frozen; };
    if (std::none_of(drawing_.boxes.begin(), drawing_.boxes.end(), is_frozen)) return;
    out_ += std::string("<defs><pattern id=\"frozen\" width=\"7\" height=\"7\" patternUnits=\"userSpaceOnUse\" ") +
            "patternTransform=\"rotate(45)\"><path d=\"M0 0V7\" stroke=\"" + c_.quiet +
            "\" stroke-opacity=\"0.5\"/></pattern></defs>\n";
  }

  void add_rect(double left, double top, double width, double height, const std::string& style) {
    out_ += "<rect x=\"" + px(left) + "\" y=\"" + px(top) + "\" width=\"" + px(width) + "\" height=\"" + px(height) +
            "\" rx=\"6\" " + style + "/>\n";
  }

  void add_text(double x, double y, double size, const char* colour, const std::string& text, const char* anchor) {
    if (text.empty()) return;
    out_ += "<text x=\"" + px(x) + "\" y=\"" + px(y) + "\" font-size=\"" + px(size) + "\" fill=\"" + colour +
            "\" text-anchor=\"" + anchor + "\">" + escaped(text) + "</text>\n";
  }

  void add_frame(const DrawnFrame& frame) {
    add_rect(frame.left, frame.top, frame.right - frame.left, frame.bottom - frame.top,
             std::string("fill=\"none\" stroke=\"") + c_.line + "\" stroke-dasharray=\"2 4\"");
    add_text(frame.left + 8, frame.top - 4, 10.5, c_.quiet, frame.title, "start");
  }

  void add_line(const DrawnLine& line) {
    const std::vector<Point>& p = line.route;
    if (p.size() < 2) return;
    std::string path = "M" + px(p[0].x) + " " + px(p[0].y);
    for (std::size_t i = 1; i < p.size(); ++i) {
      if (i % 2 == 0) {
        path += "V" + px(p[i].y);
        continue;
      }
      const std::string middle = px((p[i - 1].y + p[i].y) / 2);
      path +=
          "C" + px(p[i - 1].x) + " " + middle + " " + px(p[i].x) + " " + middle + " " + px(p[i].x) + " " + px(p[i].y);
    }
    const char* colour = line.is_saved ? c_.saved : c_.line;
    out_ += "<path d=\"" + path + "\" fill=\"none\" stroke=\"" + colour + "\" stroke-width=\"1.5\"" +
            (line.is_saved ? " stroke-dasharray=\"4 3\"" : "") + "/>\n";
    if (line.is_saved) return;
    const Point tip = p.back();
    out_ += "<path d=\"M" + px(tip.x - 4) + " " + px(tip.y - 7) + "H" + px(tip.x + 4) + "L" + px(tip.x) + " " +
            px(tip.y) + "Z\" fill=\"" + colour + "\"/>\n";
  }

  void add_box(const DrawnBox& box) {
    const std::string colour = colour_of(box.kind);
    if (box.kind == BoxKind::Fold) {
      for (const double shift : {6.0, 3.0}) {
        add_rect(box.left() + shift, box.top() + shift, box.width, box.height,
                 std::string("fill=\"") + c_.ground + "\" stroke=\"" + colour + "\"");
      }
    }
    add_rect(box.left(), box.top(), box.width, box.height, std::string("fill=\"") + c_.ground + "\"");
    add_rect(box.left(), box.top(), box.width, box.height,
             "fill=\"" + colour + "\" fill-opacity=\"0.14\" stroke=\"" + colour + "\" stroke-width=\"" +
                 (box.kind == BoxKind::Operation ? "1" : "1.5") + "\"");
    if (box.is_frozen) add_rect(box.left(), box.top(), box.width, box.height, "fill=\"url(#frozen)\"");
    add_text(box.x, box.y - 2, 12.5, c_.text, box.title, "middle");
    add_text(box.x, box.y + 13, 11, c_.quiet, box.subtitle, "middle");
  }

  const GraphDrawing& drawing_;
  const Colours& c_;
  std::string out_;
};

}  // namespace

std::string svg_text(const GraphDrawing& drawing, SvgTheme theme) {
  return Writer(drawing, theme == SvgTheme::Dark ? kDark : kLight).write();
}

}  // namespace gradbox::inspect
