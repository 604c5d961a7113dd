#pragma once

#include <string>

#include "gradbox/inspect/birth.h"
#include "gradbox/inspect/recording.h"

namespace gradbox::inspect {

/// Walks from a gradient that is not finite, that of the leaf called `wanted` if it is one of them, to the operator
/// whose backward made it: see Note [Where a nan is born]. The walk is empty if every gradient is finite.
Birth find_gradient_birth(const GraphSnapshot& graph, const BackwardRecording& recording, const std::string& wanted);

}  // namespace gradbox::inspect
