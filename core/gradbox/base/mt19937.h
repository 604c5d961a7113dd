#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace gradbox {

/// The Mersenne Twister with 32-bit words, seeded as its authors do. A plain value: copying it copies the stream.
class Mt19937 {
 public:
  explicit Mt19937(std::uint32_t seed = 5489) {
    words_[0] = seed;
    for (std::uint32_t i = 1; i < kWords; ++i) {
      words_[i] = 1812433253U * (words_[i - 1] ^ (words_[i - 1] >> 30)) + i;
    }
  }

  /// The next 32 random bits.
  std::uint32_t next() {
    if (position_ == kWords) renew();
    std::uint32_t word = words_[position_++];
    word ^= word >> 11;
    word ^= (word << 7) & 0x9d2c5680U;
    word ^= (word << 15) & 0xefc60000U;
    return word ^ (word >> 18);
  }

  bool operator==(const Mt19937&) const = default;

 private:
  static constexpr std::size_t kWords = 624;
  static constexpr std::size_t kShift = 397;

  static constexpr std::uint32_t twist(std::uint32_t upper, std::uint32_t lower) {
    const std::uint32_t joined = (upper & 0x80000000U) | (lower & 0x7fffffffU);
    return (joined >> 1) ^ ((0U - (joined & 1U)) & 0x9908b0dfU);
  }

  void renew() {
    for (std::size_t i = 0; i < kWords - kShift; ++i) words_[i] = words_[i + kShift] ^ twist(words_[i], words_[i + 1]);
    for (std::size_t i = kWords - kShift; i < kWords - 1; ++i) {
      words_[i] = words_[i + kShift - kWords] ^ twist(words_[i], words_[i + 1]);
    }
    words_[kWords - 1] = words_[kShift - 1] ^ twist(words_[kWords - 1], words_[0]);
    position_ = 0;
  }

  std::array<std::uint32_t, kWords> words_{};
  std::size_t position_ = kWords;
};

}  // namespace gradbox
