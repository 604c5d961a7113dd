#include "report.h"

#include <algorithm>
#include <cstdarg>
#include <cstdio>

namespace bench {
namespace {

constexpr double kWebAllowance = 3;  // WASM may take this many times the native target
constexpr const char* kPeers[] = {"gradbox", "fused", "nodes", "eigen", "libtorch"};

__attribute__((format(printf, 1, 2))) std::string text(const char* format, ...) {
  char buffer[512];
  va_list arguments;
  va_start(arguments, format);
  std::vsnprintf(buffer, sizeof buffer, format, arguments);
  va_end(arguments);
  return buffer;
}

const Measurement* find(const Row& row, const std::string& peer) {
  for (const Measurement& m : row.measurements) {
    if (m.peer == peer) return &m;
  }
  return nullptr;
}

std::string cell(const Measurement* m) { return m ? text("%10.3g", m->median) : text("%10s", "-"); }

/// How many times as long Gradbox takes.
std::string ratio(const Workload& workload, const Measurement* gradbox, const Measurement* other) {
  if (!gradbox || !other) return text("%9s", "-");
  const double quotient = gradbox->median / other->median;
  return text("%9.2f", workload.rate ? 1 / quotient : quotient);
}

std::string failed_peers(const Row& row) {
  std::string out;
  for (const Measurement& m : row.measurements) {
    if (!m.check_ok) out += text(" %s=%.9g", m.peer.c_str(), m.check);
  }
  return out.empty() ? "ok" : text("WRONG (want %.9g):", row.workload.expected) + out;
}

std::string workload_rows(const Report& report) {
  std::string out = text("%-3s %-31s %-8s", "", "workload", "unit");
  for (const char* peer : kPeers) out += text("%10s", peer);
  out += text("%9s%9s%8s  %s\n", "/fused", "/torch", "target", "check");
  const double allowance = report.platform == "native" ? 1 : kWebAllowance;
  for (const Row& row : report.rows) {
    const Workload& w = row.workload;
    out += text("%-3s %-31s %-8s", w.id.c_str(), w.title.c_str(), w.unit.c_str());
    for (const char* peer : kPeers) out += cell(find(row, peer));
    const Measurement* gradbox = find(row, "gradbox");
    out += ratio(w, gradbox, find(row, "fused")) + ratio(w, gradbox, find(row, "libtorch"));
    out += w.target > 0 ? text("%8.3g", w.target * allowance) : text("%8s", "-");
    out += "  " + failed_peers(row) + "\n";
  }
  return out;
}

std::string spread_rows(const Report& report) {
  std::string out = "\nmedian of " + std::to_string(report.rule.blocks) + " blocks; their spread (min, p25, max):\n";
  for (const Row& row : report.rows) {
    for (const Measurement& m : row.measurements) {
      out +=
          text("%-3s %-10s %10.4g %10.4g %10.4g %10.4g %-8s %9d steps a block  check %.9g\n", row.workload.id.c_str(),
               m.peer.c_str(), m.median, m.min, m.p25, m.max, row.workload.unit.c_str(), m.steps_per_block, m.check);
    }
  }
  return out;
}

std::string chain_rows(const Report& report) {
  std::string out = "chain of 1,000,000 graph nodes, forward + backward + free\n";
  out += text("%-10s%16s%16s%16s  %s\n", "", "first ns/op", "again ns/op", "peak bytes/node", "check");
  for (const ChainResult& c : report.chains) {
    out += text("%-10s%16.4g%16.4g%16.4g  %s\n", c.peer.c_str(), c.first_ns, c.median_ns, c.node_bytes,
                c.check_ok ? "ok" : text("WRONG: %.9g", c.check).c_str());
  }
  return out;
}

std::string orders_rows(const Report& report) {
  std::string out = "chain of 20,000 operators, what each order of derivative costs, per operator\n";
  out += text("%-10s%24s%24s%24s\n", "", "forward and release", "backward", "double backward");
  for (const OrdersResult& o : report.orders) {
    out += text("%-10s", o.peer.c_str());
    for (int order = 0; order <= 2; ++order) out += text("%11.4g ns %8.4g B", o.ns[order], o.bytes[order]);
    out += o.check_ok ? "  ok\n" : "  WRONG\n";
  }
  return out;
}

std::string json_of(const Measurement& m) {
  return text(
      "{\"peer\":\"%s\",\"median\":%.6g,\"p25\":%.6g,\"min\":%.6g,\"max\":%.6g,\"steps_per_block\":%d,"
      "\"check\":%.9g,\"check_ok\":%s}",
      m.peer.c_str(), m.median, m.p25, m.min, m.max, m.steps_per_block, m.check, m.check_ok ? "true" : "false");
}

template <class Item>
std::string json_list(const std::vector<Item>& items);

std::string json_of(const Row& row) {
  const Workload& w = row.workload;
  std::string out = text("{\"id\":\"%s\",\"title\":\"%s\",\"unit\":\"%s\",\"expected\":%.9g,\"target\":%g,\"peers\":[",
                         w.id.c_str(), w.title.c_str(), w.unit.c_str(), w.expected, w.target);
  return out + json_list(row.measurements) + "]}";
}

std::string json_of(const ChainResult& c) {
  return text(
      "{\"peer\":\"%s\",\"first_ns\":%.6g,\"median_ns\":%.6g,\"node_bytes\":%.6g,\"check\":%.9g,\"check_ok\":%s}",
      c.peer.c_str(), c.first_ns, c.median_ns, c.node_bytes, c.check, c.check_ok ? "true" : "false");
}

std::string json_of(const OrdersResult& o) {
  return text("{\"peer\":\"%s\",\"ns\":[%.6g,%.6g,%.6g],\"bytes\":[%.6g,%.6g,%.6g],\"check_ok\":%s}", o.peer.c_str(),
              o.ns[0], o.ns[1], o.ns[2], o.bytes[0], o.bytes[1], o.bytes[2], o.check_ok ? "true" : "false");
}

template <class Item>
std::string json_list(const std::vector<Item>& items) {
  std::string out;
  for (const Item& item : items) {
    if (!out.empty()) out += ',';
    out += json_of(item);
  }
  return out;
}

}  // namespace

bool all_checks_hold(const Report& report) {
  for (const Row& row : report.rows) {
    for (const Measurement& m : row.measurements) {
      if (!m.check_ok) return false;
    }
  }
  const auto holds = [](const auto& result) { return result.check_ok; };
  return std::all_of(report.chains.begin(), report.chains.end(), holds) &&
         std::all_of(report.orders.begin(), report.orders.end(), holds);
}

std::string table(const Report& report) {
  std::string out = report.platform + (report.rule.processor_time ? ", processor time\n" : "\n");
  if (!report.rows.empty()) out += workload_rows(report) + spread_rows(report);
  if (!report.chains.empty()) out += chain_rows(report);
  if (!report.orders.empty()) out += orders_rows(report);
  return out;
}

std::string json(const Report& report) {
  std::string out = "{\"platform\":\"" + report.platform + "\",\"workloads\":[";
  out += json_list(report.rows) + "],\"chains\":[" + json_list(report.chains);
  return out + "],\"orders\":[" + json_list(report.orders) + "]}";
}

}  // namespace bench
