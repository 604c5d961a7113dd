#pragma once

#include <imgui.h>

namespace gradbox::web {

/// The key of a KeyboardEvent's `code` ("KeyA", "ArrowLeft"), which names places and not letters.
ImGuiKey key_of(const char* code);

}  // namespace gradbox::web
