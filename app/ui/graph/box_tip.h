#pragma once

#include <string>

#include "gradbox/inspect/drawing.h"
#include "lessons/tape_snapshot.h"

namespace gradbox::ui {

/// A box of the graph in a few lines, for the pointer that rests on it; a click shows all of it.
std::string box_tip(const lessons::TapeSnapshot& tape, const inspect::DrawnBox& box);

}  // namespace gradbox::ui
