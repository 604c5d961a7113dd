// The same words on libtorch, as a library that the benchmark loads when it is there.
#include <ATen/Parallel.h>

#include "../words/all.h"

extern "C" bench::Peer gradbox_bench_peer() {
  // Not without need: the call starts a thread, after which counted references cost atomic instructions in the whole
  // process.
  if (at::get_num_threads() != 1) at::set_num_threads(1);
  return {"libtorch", bench::make_run};
}
