#pragma once

#include <vector>

#include "gradbox/inspect/drawing.h"

namespace gradbox::inspect {

/// A place in a row: a box, or where a line passes the row.
struct Slot {
  int box = -1;  // -1: a line passes
  int row = 0;
  double width = 0;
  double x = 0;                   // centre
  std::vector<int> above, below;  // slots of the neighbouring rows
};

/// The boxes of a drawing in rows, row 0 at the bottom. Lines are cut at each row they pass.
struct Layers {
  std::vector<Slot> slots;              // the first ones are the boxes, in their order
  std::vector<std::vector<int>> rows;   // slots from left to right
  std::vector<std::vector<int>> paths;  // for each line its slots from top to bottom; only both ends if it is very long
};

/// Finds the rows and cuts the lines. Every box stands higher than all that use it.
Layers make_layers(const GraphDrawing& drawing);

/// Orders each row so that few lines cross.
void order_rows(Layers& layers);

/// Gives every slot its x: in order, at least `gap` apart, and as near to its neighbours above and below as that
/// allows.
void place_slots(Layers& layers, double gap);

}  // namespace gradbox::inspect
