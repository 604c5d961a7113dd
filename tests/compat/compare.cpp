#include <doctest/doctest.h>

#include <cmath>
#include <cstdlib>
#include <fstream>
#include <map>
#include <sstream>
#include <string>

#include "compat/program.h"

/// Our side of the comparison: runs every program and holds its report against what the same source reported when it
/// was compiled against libtorch. GRADBOX_COMPAT_RECORD names a fresh record (`./gradbox test compat` makes one where
/// libtorch is installed); otherwise the one in tests/data counts.
namespace {

std::map<std::string, std::string> read_record() {
  const char* fresh = std::getenv("GRADBOX_COMPAT_RECORD");
  const std::string path = fresh != nullptr ? fresh : GRADBOX_TEST_DATA_DIR "/compat_libtorch.txt";
  std::ifstream file(path);
  REQUIRE_MESSAGE(file.good(), "cannot read " << path);
  std::map<std::string, std::string> record;
  std::string name;
  for (std::string line; std::getline(file, line);) {
    if (line.compare(0, 3, "== ") == 0) {
      name = line.substr(3);
      record[name];
    } else {
      record[name] += line + "\n";
    }
  }
  return record;
}

bool is_number(const std::string& word, double& value) {
  char* end = nullptr;
  value = std::strtod(word.c_str(), &end);
  return end != word.c_str() && *end == '\0';
}

/// Numbers may differ by a rounding, relative to what float or double can hold; everything else must be the same.
bool agree(const std::string& ours, const std::string& theirs) {
  std::istringstream a(ours), b(theirs);
  const double tolerance = theirs.find("= float ") != std::string::npos ? 2e-6 : 1e-10;
  for (;;) {
    std::string x, y;
    a >> x;
    b >> y;
    if (x.empty() || y.empty()) return x.empty() && y.empty();
    double p = 0, q = 0;
    if (is_number(x, p) && is_number(y, q)) {
      const bool same = p == q || (std::isnan(p) && std::isnan(q)) ||
                        std::abs(p - q) <= tolerance * std::max(1., std::max(std::abs(p), std::abs(q)));
      if (!same) return false;
    } else if (x != y) {
      return false;
    }
  }
}

}  // namespace

TEST_CASE("programs in libtorch's words report what they report with libtorch") {
  const std::map<std::string, std::string> record = read_record();
  CHECK(record.size() == compat::all_programs().size());
  for (const compat::Program& program : compat::all_programs()) {
    SUBCASE(program.name) {
      REQUIRE(record.count(program.name) == 1);
      compat::Report report;
      program.run(report);
      std::istringstream ours(report.text()), theirs(record.at(program.name));
      std::string a, b;
      while (std::getline(theirs, b)) {
        a.clear();
        std::getline(ours, a);
        CHECK_MESSAGE(agree(a, b), "libtorch: " << b << "\n  here: " << a);
      }
      CHECK_FALSE(std::getline(ours, a));
    }
  }
}

TEST_CASE("the comparison with libtorch notices what differs") {
  CHECK(agree("x = double [ 2 ] 1 2", "x = double [ 2 ] 1 2.00000000001"));
  CHECK_FALSE(agree("x = double [ 2 ] 1 2", "x = double [ 2 ] 1 2.0001"));
  CHECK_FALSE(agree("x = double [ 2 ] 1 2", "x = double [ 2 ] 1"));
  CHECK_FALSE(agree("x = 'a text'", "x = 'a test'"));
  CHECK(agree("x = nan", "x = nan"));
}
