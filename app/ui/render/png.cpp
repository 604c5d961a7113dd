#include "ui/render/png.h"

#include <algorithm>
#include <array>

namespace gradbox::ui {
namespace {

using Bytes = std::vector<uint8_t>;

uint32_t crc_of(const std::string& bytes) {
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
  for (const char byte : bytes) crc = table[(crc ^ static_cast<uint8_t>(byte)) & 255u] ^ (crc >> 8);
  return crc ^ 0xffffffffu;
}

std::string big_endian(uint32_t value) {
  std::string out;
  for (int shift = 24; shift >= 0; shift -= 8) out += static_cast<char>((value >> shift) & 255u);
  return out;
}

std::string chunk(const char* kind, const std::string& content) {
  const std::string body = kind + content;
  return big_endian(static_cast<uint32_t>(content.size())) + body + big_endian(crc_of(body));
}

/// A deflate stream with the fixed codes, whose only matches are runs of the byte before.
class Deflater {
 public:
  std::string pack(const Bytes& raw) {
    put(0b011, 3);  // the last block, fixed codes
    for (std::size_t i = 0; i < raw.size();) {
      const std::size_t run = i == 0 ? 0 : run_at(raw, i);
      if (run >= 3) {
        match(static_cast<unsigned>(run));
        i += run;
      } else {
        literal(raw[i++]);
      }
    }
    code(0, 7);  // the end
    if (held_ > 0) out_ += static_cast<char>(bits_ & 255u);
    return std::move(out_);
  }

 private:
  static std::size_t run_at(const Bytes& raw, std::size_t at) {
    const std::size_t end = std::min(at + 258, raw.size());
    std::size_t i = at;
    while (i < end && raw[i] == raw[at - 1]) ++i;
    return i - at;
  }

  void put(unsigned bits, int count) {
    bits_ |= static_cast<uint64_t>(bits) << held_;
    for (held_ += count; held_ >= 8; held_ -= 8) {
      out_ += static_cast<char>(bits_ & 255u);
      bits_ >>= 8;
    }
  }

  /// Huffman codes begin with their highest bit.
  void code(unsigned bits, int count) {
    for (int i = count - 1; i >= 0; --i) put((bits >> i) & 1u, 1);
  }

  void literal(unsigned byte) {
    if (byte < 144) {
      code(0x30 + byte, 8);
    } else {
      code(0x190 + byte - 144, 9);
    }
  }

  void match(unsigned length) {
    constexpr std::array<unsigned, 29> kBase = {3,  4,  5,  6,  7,  8,  9,  10, 11,  13,  15,  17,  19,  23, 27,
                                                31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258};
    unsigned symbol = 28;
    while (kBase[symbol] > length) --symbol;
    if (symbol < 23) {
      code(symbol + 1, 7);
    } else {
      code(0xc0 + symbol - 23, 8);
    }
    const int extra = symbol < 8 || symbol == 28 ? 0 : static_cast<int>(symbol) / 4 - 1;
    put(length - kBase[symbol], extra);
    code(0, 5);  // one byte back
  }

  std::string out_;
  uint64_t bits_ = 0;
  int held_ = 0;
};

uint32_t adler_of(const Bytes& raw) {
  uint32_t a = 1, b = 0;
  for (const uint8_t byte : raw) {
    a = (a + byte) % 65521;
    b = (b + a) % 65521;
  }
  return (b << 16) | a;
}

}  // namespace

std::string png_of(int width, int height, const Bytes& rgb) {
  constexpr uint8_t kUp = 2;
  const auto row = static_cast<std::size_t>(width) * 3;
  Bytes filtered;
  filtered.reserve((row + 1) * static_cast<std::size_t>(height));
  for (std::size_t y = 0; y < static_cast<std::size_t>(height); ++y) {
    filtered.push_back(kUp);
    for (std::size_t i = y * row; i < (y + 1) * row; ++i) {
      filtered.push_back(static_cast<uint8_t>(y == 0 ? rgb[i] : rgb[i] - rgb[i - row]));
    }
  }
  const std::string header = big_endian(static_cast<uint32_t>(width)) + big_endian(static_cast<uint32_t>(height)) +
                             std::string("\x08\x02\x00\x00\x00", 5);
  const std::string packed = "\x78\x01" + Deflater().pack(filtered) + big_endian(adler_of(filtered));
  return "\x89PNG\r\n\x1a\n" + chunk("IHDR", header) + chunk("IDAT", packed) + chunk("IEND", "");
}

}  // namespace gradbox::ui
