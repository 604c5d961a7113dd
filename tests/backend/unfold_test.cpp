#include "gradbox/backend/cpu/unfold.h"

#include <doctest/doctest.h>

#include <cmath>
#include <cstdint>
#include <limits>
#include <random>
#include <vector>

namespace cpu = gradbox::cpu;
using cpu::AverageRule;
using cpu::Planes;
using cpu::Window;
using cpu::WindowDim;

namespace {

const double kNan = std::numeric_limits<double>::quiet_NaN();

Window make_window(WindowDim height, WindowDim width, bool ceil_mode = false) {
  height.places = cpu::window_places(height, ceil_mode);
  width.places = cpu::window_places(width, ceil_mode);
  return {height, width};
}

/// Windows with every combination of stride, padding and dilation that can go wrong.
std::vector<Window> windows() {
  std::vector<Window> all;
  for (int64_t stride : {1, 2, 3}) {
    for (int64_t padding : {0, 1}) {
      for (int64_t dilation : {1, 2}) {
        for (bool ceil_mode : {false, true}) {
          all.push_back(make_window({7, 2, stride, padding, dilation}, {9, 3, 1, padding, 1}, ceil_mode));
          all.push_back(make_window({5, 3, 1, 0, 1}, {8, 2, stride, padding, dilation}, ceil_mode));
        }
      }
    }
  }
  return all;
}

/// Two planes of numbers in a layout with gaps; `at` is 0 outside.
struct Image {
  std::vector<double> data;
  Window window;
  int64_t plane_stride, row_stride, col_stride;

  explicit Image(const Window& w, bool gaps) : window(w) {
    col_stride = gaps ? 2 : 1;
    row_stride = w.width.size * col_stride + (gaps ? 3 : 0);
    plane_stride = w.height.size * row_stride;
    data.resize(static_cast<size_t>(2 * plane_stride));
    std::mt19937 engine(9);
    for (double& value : data) value = static_cast<double>(engine() % 30);
  }

  bool inside(int64_t row, int64_t col) const {
    return row >= 0 && row < window.height.size && col >= 0 && col < window.width.size;
  }
  double& at(int64_t plane, int64_t row, int64_t col) {
    return data[static_cast<size_t>(plane * plane_stride + row * row_stride + col * col_stride)];
  }
  Planes<double> planes() { return {data.data(), 2, plane_stride, row_stride, col_stride}; }
  Planes<const double> const_planes() { return {data.data(), 2, plane_stride, row_stride, col_stride}; }
};

int64_t element(const WindowDim& dim, int64_t place, int64_t offset) {
  return place * dim.stride + offset * dim.dilation - dim.padding;
}

int64_t count_places(const Window& window) { return window.height.places * window.width.places; }

}  // namespace

TEST_CASE("number of places of a window") {
  CHECK(cpu::window_places({7, 3}, false) == 5);
  CHECK(cpu::window_places({7, 3, 2, 1, 1}, false) == 4);
  CHECK(cpu::window_places({6, 2, 2, 0, 2}, false) == 2);
  CHECK(cpu::window_places({5, 2, 2}, false) == 2);
  CHECK(cpu::window_places({5, 2, 2}, true) == 3);
  CHECK(cpu::window_places({2, 2, 3, 1, 1}, true) == 1);  // a second window would begin in the right padding
  CHECK(cpu::window_places({2, 3}, false) == 0);
  CHECK(cpu::window_places({4, 9, 4}, false) < 0);
}

TEST_CASE("im2col copies what lies under the window, and col2im is its transposed map") {
  for (const Window& window : windows()) {
    for (bool gaps : {false, true}) {
      Image image(window, gaps);
      const int64_t places = count_places(window), kernel = window.height.kernel * window.width.kernel;
      std::vector<double> columns(static_cast<size_t>(2 * kernel * places), -1);
      cpu::im2col<double>(window, image.const_planes(), columns.data());
      Image sums(window, gaps);
      Image expected_sums = sums;
      cpu::col2im<double>(window, columns.data(), sums.planes());
      int wrong = 0;
      for (int64_t i = 0; i < static_cast<int64_t>(columns.size()); ++i) {
        const int64_t place = i % places, offset = i / places % kernel, plane = i / places / kernel;
        const int64_t row = element(window.height, place / window.width.places, offset / window.width.kernel);
        const int64_t col = element(window.width, place % window.width.places, offset % window.width.kernel);
        const double expected = image.inside(row, col) ? image.at(plane, row, col) : 0;
        wrong += columns[static_cast<size_t>(i)] == expected ? 0 : 1;
        if (image.inside(row, col)) expected_sums.at(plane, row, col) += expected;
      }
      CHECK(wrong == 0);
      CHECK(sums.data == expected_sums.data);
    }
  }
}

TEST_CASE("max_pool finds the first of the largest") {
  for (const Window& window : windows()) {
    for (bool gaps : {false, true}) {
      Image image(window, gaps);
      const int64_t places = count_places(window);
      std::vector<double> values(static_cast<size_t>(2 * places));
      std::vector<int64_t> indices(values.size());
      cpu::max_pool<double>(window, image.const_planes(), values.data(), indices.data());
      int wrong = 0;
      for (int64_t i = 0; i < 2 * places; ++i) {
        double best = -1;
        int64_t index = -1;
        for (int64_t offset = 0; offset < window.height.kernel * window.width.kernel; ++offset) {
          const int64_t row = element(window.height, i % places / window.width.places, offset / window.width.kernel);
          const int64_t col = element(window.width, i % window.width.places, offset % window.width.kernel);
          if (!image.inside(row, col) || image.at(i / places, row, col) <= best) continue;
          best = image.at(i / places, row, col);
          index = row * window.width.size + col;
        }
        wrong += values[static_cast<size_t>(i)] == best && indices[static_cast<size_t>(i)] == index ? 0 : 1;
      }
      CHECK(wrong == 0);
    }
  }
}

TEST_CASE("max_pool with nan, with nothing but -inf, and of integers") {
  const Window window = make_window({2, 2, 2}, {4, 2, 2});
  const double infinity = std::numeric_limits<double>::infinity();
  const double in[8] = {1, kNan, -infinity, -infinity, kNan, 9, -infinity, -infinity};
  double values[2];
  int64_t indices[2];
  cpu::max_pool<double>(window, {in, 1, 8, 4, 1}, values, indices);
  CHECK(std::isnan(values[0]));
  CHECK(indices[0] == 4);
  CHECK(values[1] == -infinity);
  CHECK(indices[1] == 2);
  const int64_t numbers[8] = {INT64_MIN, 5, 2, 2, 3, 5, 2, 1};
  int64_t largest[2];
  cpu::max_pool<int64_t>(window, {numbers, 1, 8, 4, 1}, largest, indices);
  CHECK(largest[0] == 5);
  CHECK(indices[0] == 1);
  CHECK(indices[1] == 2);
}

TEST_CASE("average_pool divides as asked, and spread_average is its transposed map") {
  for (Window window : windows()) {
    window.height.dilation = window.width.dilation = 1;
    for (int mode = 0; mode < 6; ++mode) {
      window = make_window(window.height, window.width, mode % 2 == 1);
      const AverageRule rule{mode / 2 == 0, mode / 2 == 2 ? 7 : 0};
      Image image(window, mode == 3), spread(window, mode == 3);
      Image expected_spread = spread;
      const int64_t places = count_places(window);
      std::vector<double> out(static_cast<size_t>(2 * places));
      cpu::average_pool<double>(window, rule, image.const_planes(), out.data());
      cpu::spread_average<double>(window, rule, out.data(), spread.planes());
      for (int64_t i = 0; i < 2 * places; ++i) {
        double sum = 0;
        int64_t inside = 0, padded = 0;
        for (int pass = 0; pass < 2; ++pass) {
          for (int64_t offset = 0; offset < window.height.kernel * window.width.kernel; ++offset) {
            const int64_t row = element(window.height, i % places / window.width.places, offset / window.width.kernel);
            const int64_t col = element(window.width, i % window.width.places, offset % window.width.kernel);
            const bool in_padding =
                row < window.height.size + window.height.padding && col < window.width.size + window.width.padding;
            const double divisor = static_cast<double>(rule.divisor != 0 ? 7 : rule.counts_padding ? padded : inside);
            if (pass == 1 && image.inside(row, col))
              expected_spread.at(i / places, row, col) += sum / divisor / divisor;
            if (pass == 1) continue;
            padded += in_padding ? 1 : 0;
            inside += image.inside(row, col) ? 1 : 0;
            if (image.inside(row, col)) sum += image.at(i / places, row, col);
          }
        }
        const auto divisor = static_cast<double>(rule.divisor != 0 ? 7 : rule.counts_padding ? padded : inside);
        CHECK(out[static_cast<size_t>(i)] == doctest::Approx(inside == 0 ? 0 : sum / divisor).epsilon(1e-14));
      }
      double worst = 0;
      for (size_t i = 0; i < spread.data.size(); ++i) {
        worst = std::fmax(worst, std::fabs(spread.data[i] - expected_spread.data[i]));
      }
      CHECK(worst < 1e-12);
    }
  }
}
