#include "gradbox/backend/cpu/sort.h"

#include <algorithm>
#include <vector>

namespace gradbox::cpu {
namespace {

template <typename T>
bool is_nan(T x) {
  return x != x;
}

template <typename T>
bool less(T a, T b) {
  return a < b || (is_nan(b) && !is_nan(a));
}

template <typename T>
struct Entry {
  T value;
  int64_t index;
};

template <typename T>
struct Ascending {
  bool operator()(const Entry<T>& a, const Entry<T>& b) const { return less(a.value, b.value); }
};

template <typename T>
struct Descending {
  bool operator()(const Entry<T>& a, const Entry<T>& b) const { return less(b.value, a.value); }
};

/// A strict order that keeps equal values in the order of their indices, for algorithms that are not stable.
template <typename T, typename Order>
struct WithIndex {
  bool operator()(const Entry<T>& a, const Entry<T>& b) const {
    if (Order{}(a, b)) return true;
    return !Order{}(b, a) && a.index < b.index;
  }
};

template <typename T>
void read(Lane<const T> in, int64_t size, std::vector<Entry<T>>& entries) {
  entries.resize(static_cast<size_t>(size));
  for (int64_t i = 0; i < size; ++i) entries[static_cast<size_t>(i)] = {in[i], i};
}

template <typename T>
void write(const std::vector<Entry<T>>& entries, int64_t count, Lane<T> values, Lane<int64_t> indices) {
  for (int64_t i = 0; i < count; ++i) {
    values[i] = entries[static_cast<size_t>(i)].value;
    indices[i] = entries[static_cast<size_t>(i)].index;
  }
}

template <typename T, typename Order>
void select_first(std::vector<Entry<T>>& entries, int64_t k) {
  Entry<T>* const first = entries.data();
  Entry<T>* const end = first + entries.size();
  if (k * 8 < end - first) {
    std::partial_sort(first, first + k, end, WithIndex<T, Order>{});
  } else {
    std::stable_sort(first, end, Order{});
  }
}

template <typename T>
Entry<T> nth(std::vector<Entry<T>>& entries, int64_t n) {
  Entry<T>* const first = entries.data();
  std::nth_element(first, first + n, first + entries.size(), WithIndex<T, Ascending<T>>{});
  return first[n];
}

template <typename T>
Entry<T> median_of(Lane<const T> in, int64_t size, bool ignore_nan, std::vector<Entry<T>>& entries) {
  int64_t nans = 0, first_nan = 0;
  for (int64_t i = 0; i < size; ++i) {
    if (is_nan(in[i]) && nans++ == 0) first_nan = i;
  }
  if (nans == size || (nans > 0 && !ignore_nan)) return {in[first_nan], first_nan};
  read(in, size, entries);
  return nth(entries, (size - nans - 1) / 2);
}

}  // namespace

template <typename T>
void sort(IntArrayRef shape, int64_t dim, bool descending, LaneOperand<const T> in, LaneOperand<T> values,
          LaneOperand<int64_t> indices) {
  const int64_t size = lane_size(shape, dim);
  std::vector<Entry<T>> entries;
  const auto body = [&](Lane<const T> from, Lane<T> to, Lane<int64_t> places) {
    read(from, size, entries);
    if (descending) {
      std::stable_sort(entries.begin(), entries.end(), Descending<T>{});
    } else {
      std::stable_sort(entries.begin(), entries.end(), Ascending<T>{});
    }
    write(entries, size, to, places);
  };
  for_each_lane(shape, dim, body, in, values, indices);
}

template <typename T>
void top_k(IntArrayRef shape, int64_t dim, int64_t k, bool largest, LaneOperand<const T> in, LaneOperand<T> values,
           LaneOperand<int64_t> indices) {
  std::vector<Entry<T>> entries;
  const auto body = [&](Lane<const T> from, Lane<T> to, Lane<int64_t> places) {
    read(from, lane_size(shape, dim), entries);
    largest ? select_first<T, Descending<T>>(entries, k) : select_first<T, Ascending<T>>(entries, k);
    write(entries, k, to, places);
  };
  for_each_lane(shape, dim, body, in, values, indices);
}

template <typename T>
void kth_value(IntArrayRef shape, int64_t dim, int64_t k, LaneOperand<const T> in, LaneOperand<T> value,
               LaneOperand<int64_t> index) {
  std::vector<Entry<T>> entries;
  const auto body = [&](Lane<const T> from, Lane<T> to, Lane<int64_t> place) {
    read(from, lane_size(shape, dim), entries);
    const Entry<T> found = nth(entries, k - 1);
    to[0] = found.value;
    place[0] = found.index;
  };
  for_each_lane(shape, dim, body, in, value, index);
}

template <typename T>
void median(IntArrayRef shape, int64_t dim, bool ignore_nan, LaneOperand<const T> in, LaneOperand<T> value,
            LaneOperand<int64_t> index) {
  std::vector<Entry<T>> entries;
  const auto body = [&](Lane<const T> from, Lane<T> to, Lane<int64_t> place) {
    const Entry<T> found = median_of(from, lane_size(shape, dim), ignore_nan, entries);
    to[0] = found.value;
    place[0] = found.index;
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
  std::vector<Entry<T>> entries;
  read(Lane<const T>{in, 1}, count, entries);
  if (!consecutive) std::stable_sort(entries.begin(), entries.end(), Ascending<T>{});
  int64_t found = 0;
  for (const Entry<T>& entry : entries) {
    if (found == 0 || entry.value != values[found - 1]) {
      values[found] = entry.value;
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
