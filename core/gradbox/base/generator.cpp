#include "gradbox/base/generator.h"

#include <random>

namespace gradbox {

namespace {

GeneratorState seeded_state(std::uint64_t seed) { return {seed, Mt19937(static_cast<std::uint32_t>(seed)), {}}; }

}  // namespace

Generator::Generator(std::uint64_t seed) : shared_(std::make_shared<Shared>()) { shared_->state = seeded_state(seed); }

void Generator::manual_seed(std::uint64_t seed) {
  const std::lock_guard lock(mutex());
  shared_->state = seeded_state(seed);
}

std::uint64_t Generator::seed() {
  std::random_device device;
  // 53 bits, so that the seed survives being written as a double.
  const std::uint64_t fresh = ((std::uint64_t{device()} << 32) | device()) & ((std::uint64_t{1} << 53) - 1);
  manual_seed(fresh);
  return fresh;
}

GeneratorState Generator::get_state() const {
  const std::lock_guard lock(mutex());
  return shared_->state;
}

void Generator::set_state(const GeneratorState& state) {
  const std::lock_guard lock(mutex());
  shared_->state = state;
}

Generator Generator::clone() const {
  Generator copy;
  copy.set_state(get_state());
  return copy;
}

Generator& default_generator() {
  static Generator generator;
  return generator;
}

Generator manual_seed(std::uint64_t seed) {
  default_generator().manual_seed(seed);
  return default_generator();
}

}  // namespace gradbox
