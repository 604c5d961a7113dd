#pragma once

#include <cstdint>
#include <exception>
#include <string>
#include <string_view>
#include <utility>

namespace gradbox {

/// Everything a user can cause is thrown as an Error (or a subclass named after Python's exception).
/// Texts are those of PyTorch 1.13 where it has one, because people search for them.
class Error : public std::exception {
 public:
  explicit Error(std::string message) : message_(std::move(message)) {}
  const char* what() const noexcept override { return message_.c_str(); }
  const char* what_without_backtrace() const noexcept { return message_.c_str(); }
  const std::string& msg() const noexcept { return message_; }

 private:
  std::string message_;
};

class IndexError : public Error {
  using Error::Error;
};
class ValueError : public Error {
  using Error::Error;
};
class TypeError : public Error {
  using Error::Error;
};
class NotImplementedError : public Error {
  using Error::Error;
};

namespace detail {

inline void append_text(std::string& out, std::string_view text) { out.append(text); }
inline void append_text(std::string& out, const std::string& text) { out.append(text); }
inline void append_text(std::string& out, const char* text) { out.append(text); }
inline void append_text(std::string& out, char c) { out.push_back(c); }
inline void append_text(std::string& out, bool value) { out.append(value ? "True" : "False"); }
inline void append_text(std::string& out, int value) { out.append(std::to_string(value)); }
inline void append_text(std::string& out, unsigned value) { out.append(std::to_string(value)); }
inline void append_text(std::string& out, long value) { out.append(std::to_string(value)); }
inline void append_text(std::string& out, long long value) { out.append(std::to_string(value)); }
inline void append_text(std::string& out, unsigned long value) { out.append(std::to_string(value)); }
inline void append_text(std::string& out, unsigned long long value) { out.append(std::to_string(value)); }
void append_text(std::string& out, double value);

}  // namespace detail

/// The pieces, one after the other, as one text.
template <class... Pieces>
std::string str(const Pieces&... pieces) {
  using detail::append_text;
  std::string out;
  (append_text(out, pieces), ...);
  return out;
}

template <class Exception = Error, class... Pieces>
[[noreturn, gnu::cold, gnu::noinline]] void fail(const Pieces&... pieces) {
  throw Exception(str(pieces...));
}

namespace detail {

/// A check that was given no text fails with the condition's own.
template <class Exception, class... Pieces>
[[noreturn, gnu::cold, gnu::noinline]] void check_failed(const char* condition, const Pieces&... pieces) {
  if constexpr (sizeof...(Pieces) == 0) {
    fail<Exception>("Expected ", condition, " to be true, but got false.");
  } else {
    fail<Exception>(pieces...);
  }
}

}  // namespace detail
}  // namespace gradbox

#define GRADBOX_CHECK(condition, ...) \
  do {                                \
    if (!(condition)) [[unlikely]]    \
      ::gradbox::fail(__VA_ARGS__);   \
  } while (false)

#define GRADBOX_CHECK_AS(Exception, condition, ...) \
  do {                                              \
    if (!(condition)) [[unlikely]]                  \
      ::gradbox::fail<Exception>(__VA_ARGS__);      \
  } while (false)
