#include "gradbox/backend/cpu/sort.h"

#include <algorithm>
#include <type_traits>
#include <vector>

namespace gradbox::cpu {
namespace {

template <typename T>
bool is_nan(T x) {
  return x != x;
}

/// An element as an integer of the same order, so that one sorting function serves every type; the index keeps equal
/// elements in their order.
struct Entry {
  uint64_t key;
  int64_t index;

  bool operator<(const Entry& other) const { return key < other.key || (key == other.key && index < other.index); }
};

constexpr uint64_t kSignBit = uint64_t{1} << 63;

template <typename T>
uint64_t ascending_key(T value) {
  if constexpr (std::is_floating_point_v<T>) {
    if (is_nan(value)) return ~uint64_t{0};
    const double number = value == T(0) ? 0.0 : static_cast<double>(value);  // -0 equals 0
    const auto bits = __builtin_bit_cast(uint64_t, number);
    return (bits & kSignBit) != 0 ? ~bits : bits | kSignBit;
  } else {
    return static_cast<uint64_t>(value) ^ kSignBit;
  }
}

template <typename T>
void read(Lane<const T> in, int64_t size, bool descending, std::vector<Entry>& entries) {
  entries.resize(static_cast<size_t>(size));
  for (int64_t i = 0; i < size; ++i) {
    const uint64_t key = ascending_key(in[i]);
    entries[static_cast<size_t>(i)] = {descending ? ~key : key, i};
  }
}

template <typename T>
void write(const std::vector<Entry>& entries, int64_t count, Lane<const T> in, Lane<T> values, Lane<int64_t> indices) {
  for (int64_t i = 0; i < count; ++i) {
    const int64_t index = entries[static_cast<size_t>(i)].index;
    values[i] = in[index];
    indices[i] = index;
  }
}

/// Brings the first k entries to their places in the order.
void sort_first(std::vector<Entry>& entries, int64_t k) {
  Entry* const first = entries.data();
  Entry* const end = first + entries.size();
  if (k * 8 < end - first) {
    std::partial_sort(first, first + k, end);
  } else {
    std::sort(first, end);
  }
}

int64_t index_of_nth(std::vector<Entry>& entries, int64_t n) {
  Entry* const first = entries.data();
  std::nth_element(first, first + n, first + entries.size());
  return first[n].index;
}

template <typename T>
int64_t index_of_median(Lane<const T> in, int64_t size, bool ignore_nan, std::vector<Entry>& entries) {
  int64_t nans = 0, first_nan = 0;
  for (int64_t i = 0; i < size; ++i) {
    if (is_nan(in[i]) && nans++ == 0) first_nan = i;
  }
  if (nans == size || (nans > 0 && !ignore_nan)) return first_nan;
  read(in, size, false, entries);
  return index_of_nth(entries, (size - nans - 1) / 2);
}

}  // namespace

template <typename T>
void sort(IntArrayRef shape, int64_t dim, bool descending, LaneOperand<const T> in, LaneOperand<T> values,
          LaneOperand<int64_t> indices) {
  top_k(shape, dim, lane_size(shape, dim), descending, in, values, indices);
}

template <typename T>
void top_k(IntArrayRef shape, int64_t dim, int64_t k, bool largest, LaneOperand<const T> in, LaneOperand<T> values,
           LaneOperand<int64_t> indices) {
  std::vector<Entry> entries;
  const auto body = [&](Lane<const T> from, Lane<T> to, Lane<int64_t> places) {
    read(from, lane_size(shape, dim), largest, entries);
    sort_first(entries, k);
    write(entries, k, from, to, places);
  };
  for_each_lane(shape, dim, body, in, values, indices);
}

template <typename T>
void kth_value(IntArrayRef shape, int64_t dim, int64_t k, LaneOperand<const T> in, LaneOperand<T> value,
               LaneOperand<int64_t> index) {
  std::vector<Entry> entries;
  const auto body = [&](Lane<const T> from, Lane<T> to, Lane<int64_t> place) {
    read(from, lane_size(shape, dim), false, entries);
    place[0] = index_of_nth(entries, k - 1);
    to[0] = from[place[0]];
  };
  for_each_lane(shape, dim, body, in, value, index);
}

template <typename T>
void median(IntArrayRef shape, int64_t dim, bool ignore_nan, LaneOperand<const T> in, LaneOperand<T> value,
            LaneOperand<int64_t> index) {
  std::vector<Entry> entries;
  const auto body = [&](Lane<const T> from, Lane<T> to, Lane<int64_t> place) {
    place[0] = index_of_median(from, lane_size(shape, dim), ignore_nan, entries);
    to[0] = from[place[0]];
  };
  for_each_lane(shape, dim, body, in, value, index);
}

template <typename T>
void extreme(IntArrayRef shape, int64_t dim, bool largest, LaneOperand<const T> in, LaneOperand<T> value,
             LaneOperand<int64_t> index) {
  const int64_t size = lane_size(shape, dim);
  const auto body = [&](Lane<const T> from, Lane<T> to, Lane<int64_t> place) {
    T best = from[0];
    int64_t at = 0;
    for (int64_t i = 1; i < size && !is_nan(best); ++i) {
      const T candidate = from[i];
      if (is_nan(candidate) || (largest ? candidate > best : candidate < best)) {
        best = candidate;
        at = i;
      }
    }
    to[0] = best;
    place[0] = at;
  };
  for_each_lane(shape, dim, body, in, value, index);
}

template <typename T>
void search_sorted(int64_t size, Lane<const T> sorted, bool last_place, int64_t count, Lane<const T> values,
                   Lane<int64_t> places) {
  for (int64_t i = 0; i < count; ++i) {
    const T value = values[i];
    int64_t first = 0, end = size;
    while (first < end) {
      const int64_t middle = first + (end - first) / 2;
      const T here = sorted[middle];
      const bool stays_left = last_place ? here > value : here >= value;  // false for nan, which goes to the end
      if (stays_left) {
        end = middle;
      } else {
        first = middle + 1;
      }
    }
    places[i] = first;
  }
}

template <typename T>
int64_t unique(int64_t count, const T* in, bool consecutive, T* values, int64_t* inverse, int64_t* counts) {
  std::vector<Entry> entries;
  read(Lane<const T>{in, 1}, count, false, entries);
  if (!consecutive) std::sort(entries.begin(), entries.end());
  int64_t found = 0;
  for (const Entry& entry : entries) {
    const T value = in[entry.index];
    if (found == 0 || value != values[found - 1]) {
      values[found] = value;
      counts[found] = 0;
      ++found;
    }
    inverse[entry.index] = found - 1;
    ++counts[found - 1];
  }
  return found;
}

#define GRADBOX_INSTANTIATE(T)                                                                                        \
  template void sort(IntArrayRef, int64_t, bool, LaneOperand<const T>, LaneOperand<T>, LaneOperand<int64_t>);         \
  template void top_k(IntArrayRef, int64_t, int64_t, bool, LaneOperand<const T>, LaneOperand<T>,                      \
                      LaneOperand<int64_t>);                                                                          \
  template void kth_value(IntArrayRef, int64_t, int64_t, LaneOperand<const T>, LaneOperand<T>, LaneOperand<int64_t>); \
  template void median(IntArrayRef, int64_t, bool, LaneOperand<const T>, LaneOperand<T>, LaneOperand<int64_t>);       \
  template void extreme(IntArrayRef, int64_t, bool, LaneOperand<const T>, LaneOperand<T>, LaneOperand<int64_t>);      \
  template void search_sorted(int64_t, Lane<const T>, bool, int64_t, Lane<const T>, Lane<int64_t>);                   \
  template int64_t unique(int64_t, const T*, bool, T*, int64_t*, int64_t*);
GRADBOX_INSTANTIATE(bool)
GRADBOX_INSTANTIATE(int64_t)
GRADBOX_INSTANTIATE(float)
GRADBOX_INSTANTIATE(double)

}  // namespace gradbox::cpu
