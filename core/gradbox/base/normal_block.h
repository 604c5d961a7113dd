#pragma once

#include <cstdint>

namespace gradbox::rng {

/// Turns `count` blocks of 16 uniforms in [0, 1) into 16 normals each, in place (Box-Muller: the first eight give the
/// radius, the last eight the angle).
///
/// The float version computes log, sin and cos with the Cephes polynomials and fused multiply-adds, as PyTorch's
/// vector kernel does, and gives the same bits on every machine; the double version uses the C library.
void normal_blocks(float* data, std::int64_t count, float mean, float stddev);
void normal_blocks(double* data, std::int64_t count, double mean, double stddev);

}  // namespace gradbox::rng
