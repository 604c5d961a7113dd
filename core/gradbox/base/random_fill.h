#pragma once

#include <cstdint>

#include "gradbox/base/generator.h"

/// Filling plain memory with random numbers, element after element, with PyTorch's numbers for the same seed. Each
/// function holds the generator's mutex for its whole run. Arguments are expected to be valid; operators check them.
namespace gradbox::rng {

/// Uniform in [from, to). T: float, double.
template <class T>
void fill_uniform(T* out, std::int64_t count, double from, double to, const Generator& generator);

/// Normal. From 16 elements on they come in blocks, below that in pairs whose second value the generator keeps.
/// T: float, double.
template <class T>
void fill_normal(T* out, std::int64_t count, double mean, double stddev, const Generator& generator);

/// Normal in pairs, whatever the count; PyTorch does so for memory that is not contiguous.
template <class T>
void fill_normal_in_pairs(T* out, std::int64_t count, double mean, double stddev, const Generator& generator);

/// exp(normal). T: float, double.
template <class T>
void fill_log_normal(T* out, std::int64_t count, double mean, double stddev, const Generator& generator);

/// Exponential with rate lambda. T: float, double.
template <class T>
void fill_exponential(T* out, std::int64_t count, double lambda, const Generator& generator);

/// Cauchy. T: float, double.
template <class T>
void fill_cauchy(T* out, std::int64_t count, double median, double sigma, const Generator& generator);

/// Number of trials up to the first success. T: std::int64_t, float, double.
template <class T>
void fill_geometric(T* out, std::int64_t count, double p, const Generator& generator);

/// 1 with probability p, else 0. T: bool, std::int64_t, float, double.
template <class T>
void fill_bernoulli(T* out, std::int64_t count, double p, const Generator& generator);

/// Element i is 1 with probability p[i]. T: bool, std::int64_t, float, double; P: float, double.
template <class T, class P>
void fill_bernoulli(T* out, const P* p, std::int64_t count, const Generator& generator);

/// Integers in [from, from + range). Range 0 stands for all 64 bits; `from` does not count then. T: bool, std::int64_t,
/// float, double.
template <class T>
void fill_integers(T* out, std::int64_t count, std::int64_t from, std::uint64_t range, const Generator& generator);

/// Integers in [0, largest that T counts without gaps]. T: bool, std::int64_t, float, double.
template <class T>
void fill_all_integers(T* out, std::int64_t count, const Generator& generator);

/// 0 .. count-1 in random order.
void fill_permutation(std::int64_t* out, std::int64_t count, const Generator& generator);

}  // namespace gradbox::rng
