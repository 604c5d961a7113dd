#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace gradbox::ui {

/// A PNG of 8-bit RGB pixels, rows from top to bottom. Made for flat pictures such as ours: runs of equal bytes are
/// all that is compressed, after each row's difference to the one above it was taken.
std::string png_of(int width, int height, const std::vector<uint8_t>& rgb);

}  // namespace gradbox::ui
