#pragma once

#include <string>
#include <string_view>

namespace gradbox {

namespace detail {
template <class T>
constexpr std::string_view signature_of() noexcept {
  return __PRETTY_FUNCTION__;
}
}  // namespace detail

/// The name of a class without its namespaces and template arguments: `Legendre`.
template <class T>
std::string type_name() {
  std::string_view text = detail::signature_of<T>();
  const std::size_t begin = text.find("T = ") + 4;
  text = text.substr(begin);
  text = text.substr(0, text.find_first_of(";]<"));
  const std::size_t colon = text.rfind("::");
  return std::string(colon == std::string_view::npos ? text : text.substr(colon + 2));
}

}  // namespace gradbox
