#include "gradbox/base/error.h"

#include <cstdio>

namespace gradbox::detail {

void append_text(std::string& out, double value) {
  char buffer[40];
  const int length = std::snprintf(buffer, sizeof buffer, "%g", value);
  out.append(buffer, static_cast<std::size_t>(length));
}

}  // namespace gradbox::detail
