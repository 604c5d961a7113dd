#include "ui/widgets/icon.h"

#include <cmath>
#include <initializer_list>

namespace gradbox::ui {
namespace {

constexpr float kPi = 3.14159265f;

/// A drawing board of 16 x 16 units around a centre.
class Board {
 public:
  Board(ImDrawList* list, ImVec2 centre, float size, ImU32 colour)
      : list_(list), centre_(centre), unit_(size / 16), colour_(colour) {}

  ImVec2 at(float x, float y) const { return ImVec2(centre_.x + (x - 8) * unit_, centre_.y + (y - 8) * unit_); }
  float px(float units) const { return units * unit_; }
  float weight() const { return 1.6f * unit_; }

  void lines(std::initializer_list<ImVec2> points, bool closed = false) {
    for (const ImVec2& p : points) list_->PathLineTo(at(p.x, p.y));
    list_->PathStroke(colour_, closed ? ImDrawFlags_Closed : ImDrawFlags_None, weight());
  }
  void fill(std::initializer_list<ImVec2> points) {
    for (const ImVec2& p : points) list_->PathLineTo(at(p.x, p.y));
    list_->PathFillConvex(colour_);
  }
  void box(float x, float y, float w, float h, float corner = 0) {
    list_->AddRectFilled(at(x, y), at(x + w, y + h), colour_, px(corner));
  }
  void frame(float x, float y, float w, float h, float corner) {
    list_->AddRect(at(x, y), at(x + w, y + h), colour_, px(corner), 0, weight());
  }
  void ring(float x, float y, float radius) { list_->AddCircle(at(x, y), px(radius), colour_, 0, weight()); }
  void dot(float x, float y, float radius) { list_->AddCircleFilled(at(x, y), px(radius), colour_); }
  void arc(float x, float y, float radius, float from, float to) {
    list_->PathArcTo(at(x, y), px(radius), from, to);
    list_->PathStroke(colour_, ImDrawFlags_None, weight());
  }

 private:
  ImDrawList* list_;
  ImVec2 centre_;
  float unit_;
  ImU32 colour_;
};

void turn_back(Board& b) {
  b.arc(8, 8.5f, 5, -0.75f * kPi, 0.85f * kPi);
  b.fill({{1.8f, 2.6f}, {7.2f, 3.4f}, {3.2f, 7.6f}});
}

void turn_forth(Board& b) {
  b.arc(8, 8.5f, 5, 0.15f * kPi, 1.75f * kPi);
  b.fill({{14.2f, 2.6f}, {12.8f, 7.6f}, {8.8f, 3.4f}});
}

void chain(Board& b) {
  b.arc(5.2f, 10.8f, 2.9f, 0.1f * kPi, 1.4f * kPi);
  b.arc(10.8f, 5.2f, 2.9f, 1.1f * kPi, 2.4f * kPi);
  b.lines({{5.8f, 10.2f}, {10.2f, 5.8f}});
}

void sun(Board& b) {
  b.dot(8, 8, 2.9f);
  for (int i = 0; i < 8; ++i) {
    const float angle = static_cast<float>(i) * kPi / 4;
    const float x = std::cos(angle), y = std::sin(angle);
    b.lines({{8 + 4.9f * x, 8 + 4.9f * y}, {8 + 6.7f * x, 8 + 6.7f * y}});
  }
}

void moon(Board& b) {
  // A crescent: the outer circle from horn to horn, and back along a flatter arc.
  b.arc(7.6f, 8.4f, 5.4f, 0.02f * kPi, 1.48f * kPi);
  b.arc(11.4f, 4.6f, 4.6f, 0.36f * kPi, 1.14f * kPi);
}

void question(Board& b) {
  b.arc(8, 5.8f, 2.9f, -1.05f * kPi, 0.35f * kPi);
  b.lines({{9.3f, 8.3f}, {8, 9.4f}, {8, 10.8f}});
  b.dot(8, 13.4f, 1.05f);
}

void sliders(Board& b) {
  b.lines({{2, 4.5f}, {14, 4.5f}});
  b.lines({{2, 11.5f}, {14, 11.5f}});
  b.dot(5.5f, 4.5f, 2.3f);
  b.dot(10.5f, 11.5f, 2.3f);
}

void stage(Board& b) {
  b.lines({{2.5f, 2.5f}, {2.5f, 13.5f}, {13.5f, 13.5f}});
  b.dot(6, 10, 1.3f);
  b.dot(8.6f, 6.6f, 1.3f);
  b.dot(11.4f, 8.4f, 1.3f);
  b.dot(12.6f, 4, 1.3f);
}

void warning(Board& b) {
  b.lines({{8, 2}, {14.6f, 13.6f}, {1.4f, 13.6f}}, true);
  b.lines({{8, 6.4f}, {8, 9.8f}});
  b.dot(8, 11.8f, 0.95f);
}

void dice(Board& b) {
  b.frame(2.4f, 2.4f, 11.2f, 11.2f, 2.4f);
  b.dot(5.4f, 5.4f, 1.1f);
  b.dot(8, 8, 1.1f);
  b.dot(10.6f, 10.6f, 1.1f);
}

void copy(Board& b) {
  b.frame(5.6f, 5.6f, 8, 8, 1.6f);
  b.lines({{10.4f, 2.6f}, {2.6f, 2.6f}, {2.6f, 10.4f}});
}

void theme(Board& b) {
  b.ring(8, 8, 5.6f);
  b.fill({{8, 2.6f}, {11.6f, 4}, {13.4f, 8}, {11.6f, 12}, {8, 13.4f}});
}

void fit(Board& b) {
  b.lines({{2.5f, 6}, {2.5f, 2.5f}, {6, 2.5f}});
  b.lines({{10, 2.5f}, {13.5f, 2.5f}, {13.5f, 6}});
  b.lines({{13.5f, 10}, {13.5f, 13.5f}, {10, 13.5f}});
  b.lines({{6, 13.5f}, {2.5f, 13.5f}, {2.5f, 10}});
}

void download(Board& b) {
  b.lines({{8, 2}, {8, 10}});
  b.lines({{4.6f, 6.8f}, {8, 10.2f}, {11.4f, 6.8f}});
  b.lines({{2.8f, 13.4f}, {13.2f, 13.4f}});
}

void chart(Board& b) {
  b.lines({{2.5f, 2.5f}, {2.5f, 13.5f}, {13.5f, 13.5f}});
  b.lines({{4.8f, 4}, {6.6f, 8.4f}, {9.4f, 10}, {13.4f, 10.6f}});
}

void text_lines(Board& b) {
  b.lines({{2.5f, 3.5f}, {13.5f, 3.5f}});
  b.lines({{2.5f, 8}, {13.5f, 8}});
  b.lines({{2.5f, 12.5f}, {9.5f, 12.5f}});
}

void search(Board& b) {
  b.ring(7, 7, 4.4f);
  b.lines({{10.3f, 10.3f}, {14, 14}});
}

void close(Board& b) {
  b.lines({{4, 4}, {12, 12}});
  b.lines({{12, 4}, {4, 12}});
}

void pause(Board& b) {
  b.box(3.8f, 2.8f, 3, 10.4f, 0.8f);
  b.box(9.2f, 2.8f, 3, 10.4f, 0.8f);
}

void step_forward(Board& b) {
  b.fill({{3.2f, 3}, {10.4f, 8}, {3.2f, 13}});
  b.box(11, 3, 2, 10, 0.6f);
}

void step_back(Board& b) {
  b.fill({{12.8f, 3}, {12.8f, 13}, {5.6f, 8}});
  b.box(3, 3, 2, 10, 0.6f);
}

}  // namespace

void draw_icon(ImDrawList* list, Icon icon, ImVec2 centre, float size, ImU32 colour) {
  Board b(list, centre, size, colour);
  switch (icon) {
    case Icon::None:
      break;
    case Icon::Play:
      b.fill({{4.6f, 2.4f}, {13.4f, 8}, {4.6f, 13.6f}});
      break;
    case Icon::Pause:
      pause(b);
      break;
    case Icon::StepForward:
      step_forward(b);
      break;
    case Icon::StepBack:
      step_back(b);
      break;
    case Icon::Reset:
    case Icon::Undo:
      turn_back(b);
      break;
    case Icon::Redo:
      turn_forth(b);
      break;
    case Icon::Link:
      chain(b);
      break;
    case Icon::More:
      for (const float x : {3.0f, 8.0f, 13.0f}) b.dot(x, 8, 1.4f);
      break;
    case Icon::Sun:
      sun(b);
      break;
    case Icon::Moon:
      moon(b);
      break;
    case Icon::Auto:
      theme(b);
      break;
    case Icon::Question:
      question(b);
      break;
    case Icon::Search:
      search(b);
      break;
    case Icon::Text:
      text_lines(b);
      break;
    case Icon::Stage:
      stage(b);
      break;
    case Icon::Chart:
      chart(b);
      break;
    case Icon::Sliders:
      sliders(b);
      break;
    case Icon::Warning:
      warning(b);
      break;
    case Icon::Check:
      b.lines({{3, 8.6f}, {6.4f, 12}, {13, 4.6f}});
      break;
    case Icon::Close:
      close(b);
      break;
    case Icon::Copy:
      copy(b);
      break;
    case Icon::Fit:
      fit(b);
      break;
    case Icon::Plus:
      b.lines({{8, 3}, {8, 13}});
      b.lines({{3, 8}, {13, 8}});
      break;
    case Icon::Minus:
      b.lines({{3, 8}, {13, 8}});
      break;
    case Icon::Download:
      download(b);
      break;
    case Icon::Dice:
      dice(b);
      break;
  }
}

}  // namespace gradbox::ui
