#include <doctest/doctest.h>

#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <limits>
#include <string>

#include "gradbox/base/mt19937.h"
#include "gradbox/base/number_text.h"

using gradbox::printed;
using gradbox::shortest;

TEST_CASE("number text: as Python's repr lays it out") {
  CHECK(shortest(0.1) == "0.1");
  CHECK(shortest(1.0) == "1.0");
  CHECK(shortest(-2.5) == "-2.5");
  CHECK(shortest(1e-6) == "1e-06");
  CHECK(shortest(0.0001) == "0.0001");
  CHECK(shortest(0.00012345) == "0.00012345");
  CHECK(shortest(123456789.0) == "123456789.0");
  CHECK(shortest(1e15) == "1000000000000000.0");
  CHECK(shortest(1e16) == "1e+16");
  CHECK(shortest(1.5e300) == "1.5e+300");
  CHECK(shortest(0.0) == "0.0");
  CHECK(shortest(-0.0) == "-0.0");
  CHECK(shortest(0.33669036626815796) == "0.33669036626815796");
  CHECK(shortest(5e-324) == "5e-324");
  CHECK(shortest(std::numeric_limits<double>::max()) == "1.7976931348623157e+308");
  CHECK(shortest(0x1p-44) == "5.684341886080802e-14");  // the nearest 16 digits, ...801, do not read back
  CHECK(shortest(9007199254740993.0) == "9007199254740992.0");
}

TEST_CASE("number text: non-finite values") {
  const double infinity = std::numeric_limits<double>::infinity();
  CHECK(shortest(infinity) == "inf");
  CHECK(shortest(-infinity) == "-inf");
  CHECK(shortest(std::nan("")) == "nan");
  CHECK(shortest(-std::nan("")) == "nan");
  CHECK(printed(-std::nan(""), 'f', 4) == "nan");
}

TEST_CASE("number text: a float needs fewer digits than the same value as double") {
  CHECK(shortest(0.1F) == "0.1");
  CHECK(shortest(static_cast<double>(0.1F)) == "0.10000000149011612");
  CHECK(shortest(0.33669037F) == "0.33669037");
  CHECK(shortest(16777216.0F) == "16777216.0");
  CHECK(shortest(1e-45F) == "1e-45");
}

TEST_CASE("number text: every text reads back, and no shorter one does") {
  gradbox::Mt19937 words(2);
  for (int i = 0; i < 20000; ++i) {
    const std::uint64_t bits = (std::uint64_t{words.next()} << 32) | words.next();
    double value = 0;
    std::memcpy(&value, &bits, sizeof value);
    if (i % 3 == 0) value = std::ldexp(1.0, static_cast<int>(bits % 2000) - 1000);
    if (i % 3 == 1) value = static_cast<double>(static_cast<std::int64_t>(bits) % 100000) / 1000.0;
    if (!std::isfinite(value)) continue;
    const std::string text = shortest(value);
    REQUIRE(std::strtod(text.c_str(), nullptr) == value);
    const float single = static_cast<float>(value);
    if (std::isfinite(single)) REQUIRE(std::strtof(shortest(single).c_str(), nullptr) == single);
  }
}

TEST_CASE("number text: printf's text of any length") {
  CHECK(printed(1234.5, 'e', 4) == "1.2345e+03");
  CHECK(printed(1e308, 'f', 350).size() == 309 + 1 + 350);
}
