#include "desktop/png.h"

#include <algorithm>
#include <array>
#include <fstream>

#include "gradbox/base/error.h"

namespace gradbox::desktop {
namespace {

using Bytes = std::vector<uint8_t>;

void append_u32(Bytes& out, uint32_t value) {
  for (int shift = 24; shift >= 0; shift -= 8) out.push_back(static_cast<uint8_t>(value >> shift));
}

uint32_t crc_of(const uint8_t* bytes, std::size_t count) {
  static const std::array<uint32_t, 256> table = [] {
    std::array<uint32_t, 256> result{};
    for (uint32_t n = 0; n < 256; ++n) {
      uint32_t c = n;
      for (int bit = 0; bit < 8; ++bit) c = (c & 1u) ? 0xedb88320u ^ (c >> 1) : c >> 1;
      result[n] = c;
    }
    return result;
  }();
  uint32_t crc = 0xffffffffu;
  for (std::size_t i = 0; i < count; ++i) crc = table[(crc ^ bytes[i]) & 255u] ^ (crc >> 8);
  return crc ^ 0xffffffffu;
}

void append_chunk(Bytes& out, const char* kind, const Bytes& content) {
  append_u32(out, static_cast<uint32_t>(content.size()));
  const std::size_t start = out.size();
  out.insert(out.end(), kind, kind + 4);
  out.insert(out.end(), content.begin(), content.end());
  append_u32(out, crc_of(out.data() + start, out.size() - start));
}

/// A zlib stream of stored blocks.
Bytes stored(const Bytes& raw) {
  constexpr std::size_t kBlock = 65535;
  Bytes out = {0x78, 0x01};
  for (std::size_t at = 0; at < raw.size(); at += kBlock) {
    const std::size_t count = std::min(kBlock, raw.size() - at);
    const auto length = static_cast<uint16_t>(count);
    const auto inverse = static_cast<uint16_t>(~length);
    out.push_back(at + count == raw.size() ? 1 : 0);
    for (const uint16_t v : {length, inverse}) {
      out.push_back(static_cast<uint8_t>(v & 255u));
      out.push_back(static_cast<uint8_t>(v >> 8));
    }
    out.insert(out.end(), raw.begin() + static_cast<std::ptrdiff_t>(at),
               raw.begin() + static_cast<std::ptrdiff_t>(at + count));
  }
  uint32_t a = 1, b = 0;
  for (const uint8_t byte : raw) {
    a = (a + byte) % 65521;
    b = (b + a) % 65521;
  }
  append_u32(out, (b << 16) | a);
  return out;
}

}  // namespace

void write_png(const std::string& path, int width, int height, const Bytes& rgb) {
  Bytes out = {0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
  Bytes header;
  append_u32(header, static_cast<uint32_t>(width));
  append_u32(header, static_cast<uint32_t>(height));
  header.insert(header.end(), {8, 2, 0, 0, 0});
  append_chunk(out, "IHDR", header);
  const auto row_bytes = static_cast<std::size_t>(width) * 3;
  Bytes rows;
  rows.reserve((row_bytes + 1) * static_cast<std::size_t>(height));
  for (std::size_t y = 0; y < static_cast<std::size_t>(height); ++y) {
    rows.push_back(0);
    const auto start = rgb.begin() + static_cast<std::ptrdiff_t>(y * row_bytes);
    rows.insert(rows.end(), start, start + static_cast<std::ptrdiff_t>(row_bytes));
  }
  append_chunk(out, "IDAT", stored(rows));
  append_chunk(out, "IEND", {});
  std::ofstream file(path, std::ios::binary);
  file.write(reinterpret_cast<const char*>(out.data()), static_cast<std::streamsize>(out.size()));
  GRADBOX_CHECK(file.good(), "cannot write '", path, "'");
}

}  // namespace gradbox::desktop
