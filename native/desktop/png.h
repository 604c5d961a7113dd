#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace gradbox::desktop {

/// Writes 8-bit RGB pixels, rows from top to bottom, as a PNG (stored, not compressed).
/// Throws: Error if the file cannot be written
void write_png(const std::string& path, int width, int height, const std::vector<uint8_t>& rgb);

}  // namespace gradbox::desktop
