#include "gradbox/ops/compare.h"

#include <cmath>

#include "gradbox/ops/pointwise_support.h"
#include "gradbox/ops/registry.h"

namespace gradbox {
namespace {

using namespace detail;

/// f(a, b) as bool, both inputs first brought to one dtype.
template <class F>
Tensor compare(const Tensor& self, const Tensor& other, F f) {
  const DType dtype = compute_type(self, other);
  const Tensor a = self.dtype() == dtype ? self : cast_plain(self, dtype);
  const Tensor b = other.dtype() == dtype ? other : cast_plain(other, dtype);
  Tensor out = make_broadcast(a, b, kBool);
  dispatch_all(dtype, [&](auto kind) {
    using T = decltype(kind);
    cpu::binary_kernel<bool, T>(out, a, b, f);
  });
  return out;
}

/// f(a) as bool.
template <class F>
Tensor ask(const Tensor& self, F f) {
  Tensor out = make_tensor_like(self, kBool);
  dispatch_all(self.dtype(), [&](auto kind) { cpu::unary_kernel<bool, decltype(kind)>(out, self, f); });
  return out;
}

/// f(a), for floating numbers; `integers` is the answer for all others.
template <class F>
Tensor ask_floating(const Tensor& self, bool integers, F f) {
  if (!is_floating(self.dtype())) return full_like(self, integers, TensorOptions(kBool));
  Tensor out = make_tensor_like(self, kBool);
  dispatch_floating(self.dtype(), "isnan", [&](auto kind) { cpu::unary_kernel<bool, decltype(kind)>(out, self, f); });
  return out;
}

struct Equal {
  template <class T>
  bool operator()(T a, T b) const {
    return a == b;
  }
};
struct Different {
  template <class T>
  bool operator()(T a, T b) const {
    return a != b;
  }
};
struct Less {
  template <class T>
  bool operator()(T a, T b) const {
    return a < b;
  }
};
struct LessOrEqual {
  template <class T>
  bool operator()(T a, T b) const {
    return a <= b;
  }
};

template <class F>
Tensor bitwise(const Tensor& self, const Tensor& other, const char* name, F f) {
  const DType dtype = compute_type(self, other);
  GRADBOX_CHECK(!is_floating(dtype), "\"", name, "_cpu\" not implemented for '", dtype_short_name(dtype), "'");
  if (self.dtype() != dtype) return bitwise(cast_plain(self, dtype), other, name, f);
  if (other.dtype() != dtype) return bitwise(self, cast_plain(other, dtype), name, f);
  Tensor out = make_broadcast(self, other, dtype);
  if (dtype == kBool) {
    cpu::binary_kernel<bool, bool>(out, self, other, [f](bool a, bool b) { return f(a ? 1 : 0, b ? 1 : 0) != 0; });
  } else {
    cpu::binary_kernel<std::int64_t, std::int64_t>(out, self, other, f);
  }
  return out;
}

constexpr auto kAnd = [](std::int64_t a, std::int64_t b) { return a & b; };
constexpr auto kOr = [](std::int64_t a, std::int64_t b) { return a | b; };
constexpr auto kXor = [](std::int64_t a, std::int64_t b) { return a ^ b; };

}  // namespace

Tensor eq(const Tensor& self, const Tensor& other) { return compare(self, other, Equal{}); }
Tensor ne(const Tensor& self, const Tensor& other) { return compare(self, other, Different{}); }
Tensor lt(const Tensor& self, const Tensor& other) { return compare(self, other, Less{}); }
Tensor le(const Tensor& self, const Tensor& other) { return compare(self, other, LessOrEqual{}); }
Tensor gt(const Tensor& self, const Tensor& other) { return compare(other, self, Less{}); }
Tensor ge(const Tensor& self, const Tensor& other) { return compare(other, self, LessOrEqual{}); }
Tensor eq(const Tensor& self, Scalar other) { return eq(self, wrap_number(self, other)); }
Tensor ne(const Tensor& self, Scalar other) { return ne(self, wrap_number(self, other)); }
Tensor lt(const Tensor& self, Scalar other) { return lt(self, wrap_number(self, other)); }
Tensor le(const Tensor& self, Scalar other) { return le(self, wrap_number(self, other)); }
Tensor gt(const Tensor& self, Scalar other) { return gt(self, wrap_number(self, other)); }
Tensor ge(const Tensor& self, Scalar other) { return ge(self, wrap_number(self, other)); }

Tensor logical_and(const Tensor& self, const Tensor& other) {
  return compare(self, other, [](auto a, auto b) { return a != decltype(a){0} && b != decltype(b){0}; });
}
Tensor logical_or(const Tensor& self, const Tensor& other) {
  return compare(self, other, [](auto a, auto b) { return a != decltype(a){0} || b != decltype(b){0}; });
}
Tensor logical_xor(const Tensor& self, const Tensor& other) {
  return compare(self, other, [](auto a, auto b) { return (a != decltype(a){0}) != (b != decltype(b){0}); });
}
Tensor logical_not(const Tensor& self) {
  return ask(self, [](auto x) { return x == decltype(x){0}; });
}

Tensor bitwise_and(const Tensor& self, const Tensor& other) { return bitwise(self, other, "bitwise_and", kAnd); }
Tensor bitwise_or(const Tensor& self, const Tensor& other) { return bitwise(self, other, "bitwise_or", kOr); }
Tensor bitwise_xor(const Tensor& self, const Tensor& other) { return bitwise(self, other, "bitwise_xor", kXor); }
Tensor bitwise_and(const Tensor& self, Scalar other) { return bitwise_and(self, wrap_number(self, other)); }
Tensor bitwise_or(const Tensor& self, Scalar other) { return bitwise_or(self, wrap_number(self, other)); }
Tensor bitwise_xor(const Tensor& self, Scalar other) { return bitwise_xor(self, wrap_number(self, other)); }
Tensor bitwise_not(const Tensor& self) {
  if (self.dtype() == kBool) return logical_not(self);
  GRADBOX_CHECK(!is_floating(self.dtype()), "\"bitwise_not_cpu\" not implemented for '", dtype_short_name(self.dtype()),
                "'");
  return bitwise_xor(self, -1);
}

Tensor isnan(const Tensor& self) {
  return ask_floating(self, false, [](auto x) { return x != x; });
}
Tensor isinf(const Tensor& self) {
  return ask_floating(self, false, [](auto x) { return std::isinf(x); });
}
Tensor isposinf(const Tensor& self) {
  return ask_floating(self, false, [](auto x) { return std::isinf(x) && x > 0; });
}
Tensor isneginf(const Tensor& self) {
  return ask_floating(self, false, [](auto x) { return std::isinf(x) && x < 0; });
}
Tensor isfinite(const Tensor& self) {
  return ask_floating(self, true, [](auto x) { return std::isfinite(x); });
}
Tensor signbit(const Tensor& self) {
  if (!is_floating(self.dtype())) return self.dtype() == kBool ? zeros_like(self) : lt(self, 0);
  return ask_floating(self, false, [](auto x) { return std::signbit(x); });
}

Tensor isclose(const Tensor& self, const Tensor& other, double rtol, double atol, bool equal_nan) {
  GRADBOX_CHECK(self.dtype() == other.dtype(), dtype_short_name(self.dtype()), " did not match ",
                dtype_short_name(other.dtype()));
  GRADBOX_CHECK(rtol >= 0, "rtol must be greater than or equal to zero, but got ", rtol);
  GRADBOX_CHECK(atol >= 0, "atol must be greater than or equal to zero, but got ", atol);
  return compare(self, other, [=](auto a, auto b) {
    const auto x = static_cast<double>(a);
    const auto y = static_cast<double>(b);
    if (x == y) return true;
    if (std::isnan(x) || std::isnan(y)) return equal_nan && std::isnan(x) && std::isnan(y);
    const double distance = std::fabs(x - y);
    return std::isfinite(distance) && distance <= atol + rtol * std::fabs(y);
  });
}

bool allclose(const Tensor& self, const Tensor& other, double rtol, double atol, bool equal_nan) {
  const Tensor close = isclose(self, other, rtol, atol, equal_nan);
  const bool* answers = close.data_ptr<bool>();  // dense, in whatever order
  for (std::int64_t i = 0; i < close.numel(); ++i) {
    if (!answers[i]) return false;
  }
  return true;
}

bool equal(const Tensor& self, const Tensor& other) {
  GRADBOX_CHECK(self.dtype() == other.dtype(), "Expected object of scalar type ", dtype_name(self.dtype()).substr(6),
                " but got scalar type ", dtype_name(other.dtype()).substr(6), " for argument 'other'");
  if (!(self.sizes() == other.sizes())) return false;
  const Tensor same = eq(self, other);
  const bool* answers = same.data_ptr<bool>();
  for (std::int64_t i = 0; i < same.numel(); ++i) {
    if (!answers[i]) return false;
  }
  return true;
}

Tensor operator==(const Tensor& a, const Tensor& b) { return eq(a, b); }
Tensor operator==(const Tensor& a, Scalar b) { return eq(a, b); }
Tensor operator!=(const Tensor& a, const Tensor& b) { return ne(a, b); }
Tensor operator!=(const Tensor& a, Scalar b) { return ne(a, b); }
Tensor operator<(const Tensor& a, const Tensor& b) { return lt(a, b); }
Tensor operator<(const Tensor& a, Scalar b) { return lt(a, b); }
Tensor operator<(Scalar a, const Tensor& b) { return gt(b, a); }
Tensor operator<=(const Tensor& a, const Tensor& b) { return le(a, b); }
Tensor operator<=(const Tensor& a, Scalar b) { return le(a, b); }
Tensor operator<=(Scalar a, const Tensor& b) { return ge(b, a); }
Tensor operator>(const Tensor& a, const Tensor& b) { return gt(a, b); }
Tensor operator>(const Tensor& a, Scalar b) { return gt(a, b); }
Tensor operator>(Scalar a, const Tensor& b) { return lt(b, a); }
Tensor operator>=(const Tensor& a, const Tensor& b) { return ge(a, b); }
Tensor operator>=(const Tensor& a, Scalar b) { return ge(a, b); }
Tensor operator>=(Scalar a, const Tensor& b) { return le(b, a); }
Tensor operator~(const Tensor& a) { return bitwise_not(a); }
Tensor operator!(const Tensor& a) { return logical_not(a); }
Tensor operator&(const Tensor& a, const Tensor& b) { return bitwise_and(a, b); }
Tensor operator&(const Tensor& a, Scalar b) { return bitwise_and(a, b); }
Tensor operator|(const Tensor& a, const Tensor& b) { return bitwise_or(a, b); }
Tensor operator|(const Tensor& a, Scalar b) { return bitwise_or(a, b); }
Tensor operator^(const Tensor& a, const Tensor& b) { return bitwise_xor(a, b); }
Tensor operator^(const Tensor& a, Scalar b) { return bitwise_xor(a, b); }

OperatorList compare_operators() {
  static constexpr OperatorInfo kOperators[] = {
      {"eq"},          {"ne"},          {"lt"},          {"le"},          {"gt"},          {"ge"},
      {"logical_and"}, {"logical_or"},  {"logical_xor"}, {"logical_not"}, {"bitwise_and"}, {"bitwise_or"},
      {"bitwise_xor"}, {"bitwise_not"}, {"isnan"},       {"isinf"},       {"isposinf"},    {"isneginf"},
      {"isfinite"},    {"signbit"},     {"isclose"}};
  return kOperators;
}

}  // namespace gradbox
