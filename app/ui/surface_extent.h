#pragma once

#include "lessons/stage.h"

namespace gradbox::ui {

/// Where training leaves the part of the plane that the lesson chose, a larger one is asked for. Returns whether
/// `wanted` grew; it never grows beyond a few times the lesson's own, so that a run that diverges stays readable.
bool widen_to_path(const lessons::Surface& surface, const lessons::Extent& first, lessons::Extent& wanted);

}  // namespace gradbox::ui
