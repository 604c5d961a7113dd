#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "gradbox/base/dtype.h"

namespace gradbox {

enum class DeviceType : std::uint8_t { CPU, CUDA };
inline constexpr DeviceType kCPU = DeviceType::CPU;
inline constexpr DeviceType kCUDA = DeviceType::CUDA;

/// Where a tensor lives.
class Device {
 public:
  constexpr Device(DeviceType type = DeviceType::CPU, int index = -1) noexcept : type_(type), index_(index) {}
  constexpr DeviceType type() const noexcept { return type_; }
  constexpr int index() const noexcept { return index_; }
  constexpr bool is_cpu() const noexcept { return type_ == DeviceType::CPU; }
  constexpr bool is_cuda() const noexcept { return type_ == DeviceType::CUDA; }
  std::string str() const { return is_cpu() ? "cpu" : "cuda"; }
  friend constexpr bool operator==(Device, Device) noexcept = default;

 private:
  DeviceType type_;
  int index_;
};

/// Element type of new floating tensors: float32 unless changed.
DType default_dtype() noexcept;
/// Throws TypeError unless `dtype` is floating.
void set_default_dtype(DType dtype);
inline DType get_default_dtype() noexcept { return default_dtype(); }

/// How a new tensor is to be made. What is not set takes the function's default.
class TensorOptions {
 public:
  TensorOptions() noexcept = default;
  TensorOptions(DType dtype) noexcept : dtype_(dtype) {}
  TensorOptions(Device device) noexcept : device_(device) {}
  TensorOptions(DeviceType device) noexcept : device_(Device(device)) {}

  TensorOptions dtype(DType dtype) const noexcept {
    TensorOptions out = *this;
    out.dtype_ = dtype;
    return out;
  }
  TensorOptions dtype(std::optional<DType> dtype) const noexcept { return dtype ? this->dtype(*dtype) : *this; }
  template <class T>
  TensorOptions dtype() const noexcept {
    return dtype(kDTypeOf<T>);
  }
  TensorOptions device(Device device) const noexcept {
    TensorOptions out = *this;
    out.device_ = device;
    return out;
  }
  TensorOptions requires_grad(bool requires_grad) const noexcept {
    TensorOptions out = *this;
    out.requires_grad_ = requires_grad;
    return out;
  }

  bool has_dtype() const noexcept { return dtype_.has_value(); }
  DType dtype() const noexcept { return dtype_or(default_dtype()); }
  DType dtype_or(DType fallback) const noexcept { return dtype_.value_or(fallback); }
  Device device() const noexcept { return device_.value_or(Device()); }
  bool requires_grad() const noexcept { return requires_grad_.value_or(false); }

 private:
  std::optional<DType> dtype_;
  std::optional<Device> device_;
  std::optional<bool> requires_grad_;
};

inline TensorOptions dtype(DType value) noexcept { return TensorOptions(value); }
template <class T>
TensorOptions dtype() noexcept {
  return TensorOptions(kDTypeOf<T>);
}
inline TensorOptions device(Device value) noexcept { return TensorOptions(value); }
inline TensorOptions requires_grad(bool value = true) noexcept { return TensorOptions().requires_grad(value); }

}  // namespace gradbox
