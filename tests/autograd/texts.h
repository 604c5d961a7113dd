#pragma once

#include <functional>

#include "autograd/support.h"

/// What the tests of texts share. The texts are those of PyTorch 1.13's Python: people search for them. What cannot
/// occur in C++ is listed in docs/compatibility.md.
namespace gradbox::test {

inline constexpr const char* kSecondBackward =
    "Trying to backward through the graph a second time (or directly access saved tensors after they have already been "
    "freed). Saved intermediate values of the graph are freed when you call .backward() or autograd.grad(). Specify "
    "retain_graph=True if you need to backward through the graph a second time or if you need to access saved tensors "
    "after calling backward.";

inline Tensor x2() { return ones({2}).requires_grad_(); }
inline Tensor x22() { return ones({2, 2}).requires_grad_(); }

struct Text {
  const char* name;
  std::string text;
  std::function<void()> action;
};

inline void check_all(const std::vector<Text>& texts) {
  for (const Text& row : texts) {
    const std::string found = error_of(row.action);
    INFO(std::string(row.name));
    CHECK(found == row.text);
  }
}

/// What `action` warns.
inline std::string warning_of(const std::function<void()>& action) {
  const CaptureWarnings capture;
  set_warn_always(true);
  try {
    action();
  } catch (const Error&) {
  }
  set_warn_always(false);
  std::string all;
  for (const std::string& text : capture.texts()) all += text + "\n";
  return all;
}

}  // namespace gradbox::test
