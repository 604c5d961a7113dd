#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <string>
#include <vector>

#include "report.h"

#ifndef __EMSCRIPTEN__
#include <dlfcn.h>

#include <thread>
#endif

namespace {

constexpr const char* kUsage =
    "gradbox-bench [--only W1,W2] [--blocks N] [--block-ms MS] [--peers P,Q] [--load LIBRARY] [--platform NAME]\n"
    "              [--chain PEER] [--orders PEER] [--second-thread] [--cpu-time] [--json]\n"
    "  --load      a further peer from a shared library\n"
    "  --chain     only the chain of 1,000,000 graph nodes, in this process, which must be fresh\n"
    "  --orders    only what each order of derivative costs, in this process, which must be fresh\n"
    "  --second-thread  start a thread first: counted references are then atomic\n"
    "  --cpu-time  natively: leave out the time that other programs take\n"
    "  --json      one line of JSON, which begins with '{', after the table\n";

struct Options {
  std::vector<std::string> only, peers;
  std::string library, chain, orders, platform = "native";
  bench::Rule rule;
  bool json = false, second_thread = false;
};

std::vector<std::string> split(const std::string& list) {
  std::vector<std::string> out;
  std::size_t begin = 0;
  while (begin <= list.size()) {
    const std::size_t end = std::min(list.find(',', begin), list.size());
    if (end > begin) out.push_back(list.substr(begin, end - begin));
    begin = end + 1;
  }
  return out;
}

bool wanted(const std::vector<std::string>& list, const std::string& name) {
  return list.empty() || std::find(list.begin(), list.end(), name) != list.end();
}

[[noreturn]] void usage_error(const std::string& message) {
  std::fprintf(stderr, "gradbox-bench: %s\n%s", message.c_str(), kUsage);
  std::exit(2);
}

void check_ids(const std::vector<std::string>& ids) {
  for (const std::string& id : ids) {
    const auto& all = bench::workloads();
    if (std::any_of(all.begin(), all.end(), [&](const bench::Workload& w) { return w.id == id; })) continue;
    std::string known;
    for (const bench::Workload& w : all) known += " " + w.id;
    usage_error("no workload '" + id + "'; there are" + known);
  }
}

Options parse(int argc, char** argv) {
  Options options;
  for (int i = 1; i < argc; ++i) {
    const std::string name = argv[i];
    if (name == "--json") {
      options.json = true;
      continue;
    }
    if (name == "--cpu-time") {
      options.rule.processor_time = true;
      continue;
    }
    if (name == "--second-thread") {
      options.second_thread = true;
      continue;
    }
    if (i + 1 == argc) usage_error("what is '" + name + "'?");
    const std::string value = argv[++i];
    if (name == "--only")
      options.only = split(value);
    else if (name == "--peers")
      options.peers = split(value);
    else if (name == "--load")
      options.library = value;
    else if (name == "--chain")
      options.chain = value;
    else if (name == "--orders")
      options.orders = value;
    else if (name == "--platform")
      options.platform = value;
    else if (name == "--blocks")
      options.rule.blocks = std::max(1, std::atoi(value.c_str()));
    else if (name == "--block-ms")
      options.rule.block_seconds = std::max(1, std::atoi(value.c_str())) * 1e-3;
    else
      usage_error("what is '" + name + "'?");
  }
  check_ids(options.only);
  return options;
}

#ifdef __EMSCRIPTEN__
void load_peer(const std::string&, std::vector<bench::Peer>&) {}
void start_thread() {}
#else
void start_thread() {
  std::thread([] {}).join();
}

void load_peer(const std::string& library, std::vector<bench::Peer>& peers) {
  void* handle = dlopen(library.c_str(), RTLD_NOW | RTLD_LOCAL);
  using Entry = bench::Peer (*)();
  auto entry = handle ? reinterpret_cast<Entry>(dlsym(handle, "gradbox_bench_peer")) : nullptr;
  if (!entry) usage_error(std::string("cannot load a peer: ") + dlerror());
  peers.push_back(entry());
}
#endif

std::vector<bench::Peer> all_peers(const Options& options) {
  std::vector<bench::Peer> peers = {bench::gradbox_peer(), bench::fused_peer(), bench::nodes_peer(),
                                    bench::eigen_peer()};
  if (!options.library.empty()) load_peer(options.library, peers);
  peers.erase(std::remove_if(peers.begin(), peers.end(),
                             [&](const bench::Peer& peer) { return !wanted(options.peers, peer.name); }),
              peers.end());
  return peers;
}

const bench::Peer& peer_named(const std::string& name, const std::vector<bench::Peer>& peers) {
  for (const bench::Peer& peer : peers) {
    if (name == peer.name) return peer;
  }
  usage_error("no peer '" + name + "'");
}

bench::Report run(const Options& options) {
  bench::Report report;
  report.platform = options.platform;
  report.rule = options.rule;
  const std::vector<bench::Peer> peers = all_peers(options);
  if (!options.chain.empty()) {
    report.chains.push_back(bench::measure_chain(peer_named(options.chain, peers), options.rule));
    return report;
  }
  if (!options.orders.empty()) {
    report.orders.push_back(bench::measure_orders(peer_named(options.orders, peers), options.rule));
    return report;
  }
  for (const bench::Workload& workload : bench::workloads()) {
    const bool standard = options.only.empty() && workload.standard;
    if (!standard && std::count(options.only.begin(), options.only.end(), workload.id) == 0) continue;
    report.rows.push_back({workload, bench::measure(workload, peers, options.rule)});
  }
  return report;
}

}  // namespace

int main(int argc, char** argv) {
  try {
    const Options options = parse(argc, argv);
    if (options.second_thread) start_thread();
    const bench::Report report = run(options);
    std::fputs(bench::table(report).c_str(), stdout);
    if (options.json) std::puts(bench::json(report).c_str());
    std::fflush(stdout);
    return bench::all_checks_hold(report) ? 0 : 1;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "gradbox-bench: %s\n", error.what());
    return 1;
  }
}
