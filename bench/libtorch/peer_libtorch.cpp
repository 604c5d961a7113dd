// The same words on libtorch, as a library that the benchmark loads when it is there.
#include <ATen/Parallel.h>

#include "../words/all.h"

extern "C" bench::Peer gradbox_bench_peer() {
  at::set_num_threads(1);
  return {"libtorch", bench::make_run};
}
