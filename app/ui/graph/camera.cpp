#include "ui/graph/camera.h"

#include <algorithm>

namespace gradbox::ui {
namespace {
constexpr double kLeast = 0.002, kMost = 4, kLifeSize = 1.15;
}

void Camera::fit(double width, double height, float right, float below, float above) {
  const double room_x = std::max(static_cast<double>(screen_.width() - right), 40.0);
  const double room_y = std::max(static_cast<double>(screen_.height() - below - above), 40.0);
  zoom_ = std::clamp(std::min(room_x / std::max(width, 1.0), room_y / std::max(height, 1.0)), kLeast, kLifeSize);
  x_ = width / 2 + static_cast<double>(right) / 2 / zoom_;
  y_ = height / 2 + static_cast<double>(below - above) / 2 / zoom_;
}

void Camera::place(inspect::Point centre, double zoom) {
  x_ = centre.x;
  y_ = centre.y;
  zoom_ = std::clamp(zoom, kLeast, kMost);
}

ImVec2 Camera::to_screen(inspect::Point point) const {
  const ImVec2 middle = screen_.centre();
  return ImVec2(middle.x + px(point.x - x_), middle.y + px(point.y - y_));
}

inspect::Point Camera::to_drawing(ImVec2 point) const {
  const ImVec2 middle = screen_.centre();
  return {x_ + static_cast<double>(point.x - middle.x) / zoom_, y_ + static_cast<double>(point.y - middle.y) / zoom_};
}

void Camera::zoom_by(double factor, ImVec2 around) {
  const inspect::Point fixed = to_drawing(around);
  zoom_ = std::clamp(zoom_ * factor, kLeast, kMost);
  const inspect::Point now = to_drawing(around);
  x_ += fixed.x - now.x;
  y_ += fixed.y - now.y;
}

void Camera::pan(ImVec2 by) {
  x_ -= static_cast<double>(by.x) / zoom_;
  y_ -= static_cast<double>(by.y) / zoom_;
}

void Camera::centre_on(inspect::Point point) {
  x_ = point.x;
  y_ = point.y;
}

void Camera::reveal(const inspect::DrawnBox& box, float right, float below) {
  const ImVec2 min = to_screen({box.left() - 20, box.top() - 20}),
               max = to_screen({box.right() + 20, box.bottom() + 20});
  ImVec2 by(0, 0);
  if (max.x > screen_.max.x - right) by.x = screen_.max.x - right - max.x;
  if (min.x + by.x < screen_.min.x) by.x = screen_.min.x - min.x;
  if (max.y > screen_.max.y - below) by.y = screen_.max.y - below - max.y;
  if (min.y + by.y < screen_.min.y) by.y = screen_.min.y - min.y;
  pan(by);
}

}  // namespace gradbox::ui
