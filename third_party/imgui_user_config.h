#pragma once
// WebGL2 and OpenGL ES 3 have no base-vertex draw call: 16-bit indices overflow on large plots.
#define ImDrawIdx unsigned int
#define IMGUI_DISABLE_OBSOLETE_FUNCTIONS
#define IMGUI_DISABLE_DEMO_WINDOWS
#define IMGUI_DISABLE_DEBUG_TOOLS
