#include "gradbox/base/number_text.h"

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <optional>
#include <type_traits>

namespace gradbox {

namespace {

/// digits "15", exponent -3: 1.5e-3
struct Decimal {
  bool negative = false;
  std::string digits;
  int exponent = 0;
};

Decimal rounded(double value, int digit_count) {
  char text[48];
  std::snprintf(text, sizeof text, "%.*e", digit_count - 1, std::abs(value));
  Decimal decimal;
  decimal.negative = std::signbit(value);
  const char* at = text;
  for (; *at != 'e'; ++at) {
    if (*at >= '0' && *at <= '9') decimal.digits.push_back(*at);
  }
  decimal.exponent = std::atoi(at + 1);
  return decimal;
}

void strip_zeros(Decimal& decimal) {
  while (decimal.digits.size() > 1 && decimal.digits.back() == '0') decimal.digits.pop_back();
}

std::string scientific(const Decimal& decimal) {
  std::string text = decimal.negative ? "-" : "";
  text += decimal.digits[0];
  if (decimal.digits.size() > 1) text.append(".").append(decimal.digits, 1);
  char exponent[16];
  std::snprintf(exponent, sizeof exponent, "e%+03d", decimal.exponent);
  return text + exponent;
}

std::string positional(const Decimal& decimal) {
  std::string digits = decimal.digits;
  const int point = decimal.exponent + 1;  // digits before the point
  if (point <= 0) digits.insert(0, static_cast<std::size_t>(1 - point), '0');
  const std::size_t whole = point <= 0 ? 1 : static_cast<std::size_t>(point);
  if (digits.size() < whole + 1) digits.append(whole + 1 - digits.size(), '0');
  digits.insert(whole, 1, '.');
  if (decimal.negative) digits.insert(0, 1, '-');
  return digits;
}

template <class T>
bool reads_back(const Decimal& decimal, T value) {
  const std::string text = scientific(decimal);
  if constexpr (std::is_same_v<T, float>) {
    return std::strtof(text.c_str(), nullptr) == value;
  } else {
    return std::strtod(text.c_str(), nullptr) == value;
  }
}

/// One more in the last digit; nothing where that would lengthen the number.
std::optional<Decimal> one_up(Decimal decimal) {
  if (decimal.digits.back() == '9') return std::nullopt;
  ++decimal.digits.back();
  return decimal;
}

/// Normal values of T keep `sure` digits, so fewer need no trying; `most` always suffice.
template <class T>
Decimal shortest_decimal(T value, int sure, int most) {
  for (int count = sure; count < most; ++count) {
    const Decimal decimal = rounded(static_cast<double>(value), count);
    if (reads_back(decimal, value)) return decimal;
    // Powers of two have the nearer neighbour below, so the decimal just above may read back where the nearest fails.
    if (const auto above = one_up(decimal); above && reads_back(*above, value)) return *above;
  }
  return rounded(static_cast<double>(value), most);
}

template <class T>
std::string shortest_text(T value, int sure, int most) {
  if (std::isnan(value)) return "nan";
  if (std::isinf(value)) return value < 0 ? "-inf" : "inf";
  if (value == 0) return std::signbit(value) ? "-0.0" : "0.0";
  Decimal decimal = shortest_decimal(value, std::isnormal(value) ? sure : 1, most);
  strip_zeros(decimal);
  return decimal.exponent < -4 || decimal.exponent >= 16 ? scientific(decimal) : positional(decimal);
}

}  // namespace

std::string shortest(double value) { return shortest_text(value, 15, 17); }
std::string shortest(float value) { return shortest_text(value, 6, 9); }

std::string printed(double value, char conversion, int precision) {
  if (std::isnan(value)) return "nan";
  const char format[] = {'%', '.', '*', conversion, '\0'};
  std::string text(32, '\0');
  while (true) {
    const auto length = static_cast<std::size_t>(std::snprintf(text.data(), text.size(), format, precision, value));
    const bool fits = length < text.size();
    text.resize(fits ? length : length + 1);
    if (fits) return text;
  }
}

}  // namespace gradbox
