#include "gradbox/inspect/layers.h"

#include <algorithm>
#include <numeric>

namespace gradbox::inspect {
namespace {

/// A line that passes more rows than this is drawn without regard to what lies between.
constexpr int kLongestLine = 40;
constexpr double kLineWidth = 10;

std::size_t at(int i) { return static_cast<std::size_t>(i); }

/// For each box the length of the longest way down to a box that nobody uses.
std::vector<int> rows_of(const GraphDrawing& drawing) {
  const std::size_t count = drawing.boxes.size();
  std::vector<int> row(count), waiting(count);
  std::vector<std::vector<int>> used(count);  // lines by the box that uses
  for (std::size_t i = 0; i < drawing.lines.size(); ++i) {
    ++waiting[at(drawing.lines[i].from)];
    used[at(drawing.lines[i].to)].push_back(static_cast<int>(i));
  }
  std::vector<int> ready;
  for (std::size_t b = 0; b < count; ++b) {
    if (waiting[b] == 0) ready.push_back(static_cast<int>(b));
  }
  for (std::size_t i = 0; i < ready.size(); ++i) {
    const int box = ready[i];
    for (const int line : used[at(box)]) {
      const int from = drawing.lines[at(line)].from;
      row[at(from)] = std::max(row[at(from)], row[at(box)] + 1);
      if (--waiting[at(from)] == 0) ready.push_back(from);
    }
  }
  return row;
}

void connect(Layers& layers, int above, int below) {
  layers.slots[at(above)].below.push_back(below);
  layers.slots[at(below)].above.push_back(above);
}

void cut_line(const DrawnLine& line, Layers& layers) {
  std::vector<int> path = {line.from};
  const int top = layers.slots[at(line.from)].row, bottom = layers.slots[at(line.to)].row;
  if (top - bottom <= kLongestLine) {
    for (int row = top - 1; row > bottom; --row) {
      Slot slot;
      slot.row = row;
      slot.width = kLineWidth;
      path.push_back(static_cast<int>(layers.slots.size()));
      layers.slots.push_back(slot);
      connect(layers, path[path.size() - 2], path.back());
    }
    connect(layers, path.back(), line.to);
  }
  path.push_back(line.to);
  layers.paths.push_back(std::move(path));
}

/// Slots in the order of a walk up from the bottom, operands from left to right: what belongs together lies together.
void fill_rows(Layers& layers) {
  int rows = 0;
  for (const Slot& slot : layers.slots) rows = std::max(rows, slot.row + 1);
  layers.rows.resize(at(rows));
  std::vector<bool> seen(layers.slots.size());
  std::vector<int> open;
  const auto walk = [&](int start) {
    open.push_back(start);
    while (!open.empty()) {
      const int slot = open.back();
      open.pop_back();
      if (seen[at(slot)]) continue;
      seen[at(slot)] = true;
      layers.rows[at(layers.slots[at(slot)].row)].push_back(slot);
      const std::vector<int>& above = layers.slots[at(slot)].above;
      open.insert(open.end(), above.rbegin(), above.rend());
    }
  };
  for (std::size_t s = 0; s < layers.slots.size(); ++s) {
    if (layers.slots[s].below.empty()) walk(static_cast<int>(s));
  }
  for (std::size_t s = 0; s < layers.slots.size(); ++s) walk(static_cast<int>(s));
}

// --- order

std::vector<int> positions_of(const Layers& layers) {
  std::vector<int> position(layers.slots.size());
  for (const std::vector<int>& row : layers.rows) {
    for (std::size_t i = 0; i < row.size(); ++i) position[at(row[i])] = static_cast<int>(i);
  }
  return position;
}

/// How many pairs of lines between a row and the one below it cross: inversions, counted by merging.
int64_t count_inversions(std::vector<int>& values, std::vector<int>& spare, std::size_t first, std::size_t end) {
  if (end - first < 2) return 0;
  const std::size_t middle = first + (end - first) / 2;
  int64_t count = count_inversions(values, spare, first, middle) + count_inversions(values, spare, middle, end);
  std::size_t left = first, right = middle;
  for (std::size_t i = first; i < end; ++i) {
    const bool from_right = right < end && (left == middle || values[right] < values[left]);
    if (from_right) count += static_cast<int64_t>(middle - left);
    spare[i] = from_right ? values[right++] : values[left++];
  }
  std::copy(spare.begin() + static_cast<std::ptrdiff_t>(first), spare.begin() + static_cast<std::ptrdiff_t>(end),
            values.begin() + static_cast<std::ptrdiff_t>(first));
  return count;
}

int64_t count_crossings(const Layers& layers) {
  const std::vector<int> position = positions_of(layers);
  int64_t count = 0;
  std::vector<int> ends, spare;
  for (const std::vector<int>& row : layers.rows) {
    ends.clear();
    for (const int slot : row) {
      const std::size_t first = ends.size();
      for (const int below : layers.slots[at(slot)].below) ends.push_back(position[at(below)]);
      std::sort(ends.begin() + static_cast<std::ptrdiff_t>(first), ends.end());
    }
    spare.resize(ends.size());
    count += count_inversions(ends, spare, 0, ends.size());
  }
  return count;
}

void sort_row(Layers& layers, std::vector<int>& row, std::vector<int>& position, bool by_above) {
  std::vector<std::pair<double, int>> wanted;
  for (const int slot : row) {
    const Slot& one = layers.slots[at(slot)];
    const std::vector<int>& neighbours = by_above ? one.above : one.below;
    double sum = 0;
    for (const int neighbour : neighbours) sum += position[at(neighbour)];
    wanted.emplace_back(neighbours.empty() ? position[at(slot)] : sum / static_cast<double>(neighbours.size()), slot);
  }
  std::stable_sort(wanted.begin(), wanted.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  for (std::size_t i = 0; i < row.size(); ++i) {
    row[i] = wanted[i].second;
    position[at(row[i])] = static_cast<int>(i);
  }
}

}  // namespace

Layers make_layers(const GraphDrawing& drawing) {
  Layers layers;
  const std::vector<int> rows = rows_of(drawing);
  for (std::size_t b = 0; b < drawing.boxes.size(); ++b) {
    Slot slot;
    slot.box = static_cast<int>(b);
    slot.row = rows[b];
    slot.width = drawing.boxes[b].width;
    layers.slots.push_back(slot);
  }
  for (const DrawnLine& line : drawing.lines) cut_line(line, layers);
  fill_rows(layers);
  return layers;
}

void order_rows(Layers& layers) {
  constexpr int kSweeps = 8;
  std::vector<std::vector<int>> best = layers.rows;
  int64_t fewest = count_crossings(layers);
  for (int sweep = 0; sweep < kSweeps && fewest > 0; ++sweep) {
    std::vector<int> position = positions_of(layers);
    const bool upwards = sweep % 2 == 0;
    for (std::size_t i = 1; i < layers.rows.size(); ++i) {
      const std::size_t row = upwards ? i : layers.rows.size() - 1 - i;
      sort_row(layers, layers.rows[row], position, !upwards);
    }
    const int64_t crossings = count_crossings(layers);
    if (crossings >= fewest) continue;
    fewest = crossings;
    best = layers.rows;
  }
  layers.rows = std::move(best);
}

}  // namespace gradbox::inspect
