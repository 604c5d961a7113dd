#include <algorithm>

#include "gradbox/inspect/layers.h"

namespace gradbox::inspect {
namespace {

std::size_t at(int i) { return static_cast<std::size_t>(i); }

/// A stretch of slots that touch one another and move as one.
struct Block {
  double weighted_sum = 0, weight = 0;
  std::size_t count = 0;
  double mean() const { return weighted_sum / weight; }
};

/// Note [Placing a row]
/// Wanted: x_i as near to wish_i as possible (least squares, weighted), x_{i+1} - x_i at least the widths allow. With
/// the least distances taken off this is the fit of a rising sequence, which pooling neighbours that are out of order
/// solves exactly, in one pass.
class RowPlacer {
 public:
  explicit RowPlacer(double gap) : gap_(gap) {}

  void place(std::vector<Slot>& slots, const std::vector<int>& row, const std::vector<double>& wishes,
             const std::vector<double>& weights) {
    offsets_.clear();
    blocks_.clear();
    double offset = 0;
    for (std::size_t i = 0; i < row.size(); ++i) {
      if (i > 0) offset += (slots[at(row[i - 1])].width + slots[at(row[i])].width) / 2 + gap_;
      offsets_.push_back(offset);
      Block block{weights[i] * (wishes[i] - offset), weights[i], 1};
      while (!blocks_.empty() && blocks_.back().mean() > block.mean()) {
        const Block& last = blocks_.back();
        block = {block.weighted_sum + last.weighted_sum, block.weight + last.weight, block.count + last.count};
        blocks_.pop_back();
      }
      blocks_.push_back(block);
    }
    std::size_t i = 0;
    for (const Block& block : blocks_) {
      for (std::size_t k = 0; k < block.count; ++k, ++i) slots[at(row[i])].x = block.mean() + offsets_[i];
    }
  }

 private:
  double gap_;
  std::vector<double> offsets_;
  std::vector<Block> blocks_;
};

/// Lines that pass rows pull harder, so that they run straight; what begins above, a leaf, gives way to the rest.
double pull(const Slot& a, const Slot& b) {
  if (a.box < 0 && b.box < 0) return 8;
  if (a.box < 0 || b.box < 0) return 2;
  return a.above.empty() || b.above.empty() ? 0.25 : 3;
}

enum class Look { Above, Below, Both };

void place_row(Layers& layers, const std::vector<int>& row, Look look, RowPlacer& placer) {
  std::vector<double> wishes, weights;
  for (const int number : row) {
    const Slot& slot = layers.slots[at(number)];
    double sum = 0, weight = 0;
    const auto add = [&](const std::vector<int>& neighbours) {
      for (const int neighbour : neighbours) {
        const double strength = pull(slot, layers.slots[at(neighbour)]);
        sum += strength * layers.slots[at(neighbour)].x;
        weight += strength;
      }
    };
    if (look != Look::Below) add(slot.above);
    if (look != Look::Above) add(slot.below);
    // Without a neighbour there: stays, but gives way.
    wishes.push_back(weight > 0 ? sum / weight : slot.x);
    weights.push_back(weight > 0 ? weight : 0.05);
  }
  placer.place(layers.slots, row, wishes, weights);
}

}  // namespace

void place_slots(Layers& layers, double gap) {
  RowPlacer placer(gap);
  for (const std::vector<int>& row : layers.rows) {
    double x = 0;
    for (const int slot : row) {
      Slot& one = layers.slots[at(slot)];
      one.x = x + one.width / 2;
      x += one.width + gap;
    }
    for (const int slot : row) layers.slots[at(slot)].x -= x / 2;
  }
  constexpr int kSweeps = 12;
  const std::size_t count = layers.rows.size();
  for (int sweep = 0; sweep < kSweeps; ++sweep) {
    const bool last = sweep + 2 >= kSweeps;
    const bool upwards = sweep % 2 == 0;
    for (std::size_t i = 0; i < count; ++i) {
      const std::size_t row = upwards ? i : count - 1 - i;
      place_row(layers, layers.rows[row], last ? Look::Both : upwards ? Look::Below : Look::Above, placer);
    }
  }
}

}  // namespace gradbox::inspect
