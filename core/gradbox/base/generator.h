#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>

#include "gradbox/base/mt19937.h"

namespace gradbox {

/// Everything that decides which numbers a Generator gives next; copy it to return to this point later.
struct GeneratorState {
  std::uint64_t seed = 0;
  Mt19937 engine;
  /// The second value of the last pair of normals, not handed out yet.
  std::optional<double> spare_normal;

  bool operator==(const GeneratorState&) const = default;
};

/// A source of random numbers. Copies share one stream, as in libtorch; `clone` starts an independent one.
///
/// Drawing single words is not synchronised. Whatever fills a tensor holds `mutex()` while it draws, so tensors may be
/// filled from several threads.
/// Source: at::Generator
class Generator {
 public:
  static constexpr std::uint64_t kDefaultSeed = 67280421310721ULL;

  explicit Generator(std::uint64_t seed = kDefaultSeed);

  /// Starts the stream of `seed`. Only its low 32 bits reach the engine, as in PyTorch.
  void manual_seed(std::uint64_t seed);
  void set_current_seed(std::uint64_t seed) { manual_seed(seed); }
  /// Starts a stream that nobody can foresee, and returns its seed.
  std::uint64_t seed();
  std::uint64_t initial_seed() const { return shared_->state.seed; }
  std::uint64_t current_seed() const { return shared_->state.seed; }

  GeneratorState get_state() const;
  void set_state(const GeneratorState& state);
  Generator clone() const;

  std::mutex& mutex() const { return shared_->mutex; }
  /// The state itself, for code that holds `mutex()`.
  GeneratorState& state() const { return shared_->state; }

  std::uint32_t random() const { return shared_->state.engine.next(); }
  /// The first word drawn is the high one.
  std::uint64_t random64() const {
    const std::uint64_t high = random();
    return (high << 32) | random();
  }

  bool operator==(const Generator& other) const { return shared_ == other.shared_; }

 private:
  struct Shared {
    std::mutex mutex;
    GeneratorState state;
  };
  std::shared_ptr<Shared> shared_;
};

/// The generator that functions without one of their own draw from; one for the whole program.
Generator& default_generator();

/// Restarts the default generator's stream. A negative seed counts modulo 2^64.
/// Source: torch.manual_seed
Generator manual_seed(std::uint64_t seed);

/// libtorch's ways to name a generator: `make_generator<CPUGeneratorImpl>(seed)`, `detail::createCPUGenerator(seed)`.
struct CPUGeneratorImpl {};
template <class Impl>
Generator make_generator(std::uint64_t seed = Generator::kDefaultSeed) {
  return Generator(seed);
}
namespace detail {
inline Generator createCPUGenerator(std::uint64_t seed = Generator::kDefaultSeed) { return Generator(seed); }
inline Generator& getDefaultCPUGenerator() { return default_generator(); }
}  // namespace detail

}  // namespace gradbox
