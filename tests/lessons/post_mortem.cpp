#include "lessons/post_mortem.h"

#include <doctest/doctest.h>

#include <cmath>

#include "gradbox/autograd/anomaly.h"
#include "gradbox/gradbox.h"
#include "gradbox/inspect/forward_recorder.h"
#include "lessons/costs.h"
#include "lessons/registry.h"
#include "lessons/session.h"

using namespace gradbox;
using namespace gradbox::lessons;

TEST_CASE("post-mortem: the walk ends where finite numbers became something else") {
  const Tensor x = tensor({-1.0f, 4.0f}).requires_grad_();
  const Tensor w = tensor({2.0f, 3.0f}).requires_grad_();
  inspect::ForwardRecorder forward;
  const Tensor product = x * w;
  const Tensor root = product.log();
  const Tensor loss = (root + 1).sum();
  const inspect::Birth birth = inspect::find_birth(forward, loss, {{"product", product}, {"loss", loss}, {"w", w}});
  REQUIRE(birth.walk.size() == 3);
  CHECK(birth.walk[0].node == "SumBackward0");
  CHECK(birth.walk[0].result.name == "loss");
  CHECK(birth.walk[1].node == "AddBackward0");
  CHECK(birth.walk[2].node == "LogBackward0");
  CHECK(birth.walk[2].result.value.not_finite == 1);
  REQUIRE(birth.operands.size() == 1);
  CHECK(birth.operands[0].name == "product");
  CHECK(birth.operands[0].value.values == std::vector<double>{-2, 12});
  CHECK(birth.leaf.empty());
}

TEST_CASE("post-mortem: all finite, a bad leaf, and nothing left switched on") {
  {
    const Tensor x = tensor({1.0f, 4.0f}).requires_grad_();
    inspect::ForwardRecorder forward;
    CHECK(autograd::AnomalyMode::is_enabled());
    CHECK(inspect::find_birth(forward, x.log().sum(), {}).walk.empty());
    const Tensor bad = tensor({1.0f, std::nanf("")}).requires_grad_();
    const inspect::Birth birth = inspect::find_birth(forward, bad.exp().sum(), {{"w", bad}});
    CHECK(birth.walk.size() == 2);
    CHECK(birth.leaf == "w");
  }
  CHECK_FALSE(autograd::AnomalyMode::is_enabled());
  CHECK(autograd::ForwardObserver::current() == nullptr);
}

TEST_CASE("post-mortem: the sine lesson at ten times the rate") {
  Session session("sine-cubic");
  session.set("lr", 1e-5);
  session.step(100);
  const Diagnosis& diagnosis = session.diagnosis();
  REQUIRE(diagnosis.present);
  CHECK(diagnosis.step == 34);
  REQUIRE(!diagnosis.birth.walk.empty());
  CHECK(diagnosis.birth.walk[0].result.name == "loss");
  CHECK(diagnosis.birth.leaf.empty());
  REQUIRE(!diagnosis.birth.operands.empty());
  for (const inspect::NamedValue& one : diagnosis.birth.operands) CHECK(one.value.not_finite == 0);
  CHECK(diagnosis.has_limit);
  CHECK(diagnosis.limit == doctest::Approx(4.739e-6).epsilon(1e-3));
  CHECK(diagnosis.suggestion < diagnosis.limit);
  CHECK(birth_text(diagnosis).find("SumBackward0") != std::string::npos);
}

TEST_CASE("post-mortem: a nan that is born in backward alone") {
  Session session("two-moons");
  session.set("root-penalty", 1);
  session.step(1);
  const Diagnosis& diagnosis = session.diagnosis();
  REQUIRE(diagnosis.present);
  CHECK(diagnosis.step == 0);
  CHECK(diagnosis.quantity == "b1.grad");
  CHECK(std::isnan(diagnosis.value));
  CHECK(diagnosis.birth.is_searched);
  CHECK(diagnosis.birth.in_backward);
  CHECK(diagnosis.born_in == "SqrtBackward0");
  CHECK(diagnosis.birth.numbers == "0.01 / (2 * 0) = inf");
  CHECK(diagnosis.setting == "root-penalty");
  CHECK(birth_text(diagnosis).find("Its backward computes grad / (2 * result)") != std::string::npos);
  session.set(diagnosis.setting, diagnosis.suggestion);
  CHECK(session.step(3) == 3);
}

TEST_CASE("ledger: weights of a network are listed too, one call each") {
  Session session("two-moons");
  session.step(3);
  std::vector<ParameterSnapshot> parameters;
  session.read_parameters(parameters);
  for (const ParameterSnapshot& one : parameters) {
    CAPTURE(one.tensor.name);
    REQUIRE(one.history.count == 1);
    CHECK(one.history.last_calls[0].call == 2);
    CHECK(one.history.last_calls[0].values == one.tensor.gradient);
  }
}

TEST_CASE("costs: less is recorded when less is tracked") {
  for (const char* id : {"sine-cubic", "two-moons"}) {
    CAPTURE(id);
    Session session(id);
    StageRequest request;
    request.costs = true;
    Snapshot snapshot;
    session.read(request, snapshot);
    REQUIRE(snapshot.costs.size() == 4);
    CHECK(snapshot.costs[0].nodes > snapshot.costs[1].nodes);
    CHECK(snapshot.costs[1].nodes > 0);
    CHECK(snapshot.costs[0].saved_bytes >= snapshot.costs[1].saved_bytes);
    CHECK(snapshot.costs[2].nodes == 0);
    CHECK(snapshot.costs[2].saved_bytes == 0);
    CHECK(snapshot.costs[0].forward_us > 0);
    CHECK(snapshot.costs[2].label == "cut off by detach");
    CHECK(snapshot.costs[3].nodes == 0);
    CHECK(snapshot.costs[3].saved_bytes == 0);
    for (const int untracked : {2, 3}) CHECK(snapshot.costs[static_cast<std::size_t>(untracked)].backward_us == 0);
    std::vector<ParameterSnapshot> before = snapshot.parameters;
    session.read(request, snapshot);
    for (std::size_t i = 0; i < before.size(); ++i) {
      CHECK(before[i].tensor.values == snapshot.parameters[i].tensor.values);
      CHECK(snapshot.parameters[i].tensor.has_grad == before[i].tensor.has_grad);
    }
    request.costs = false;
    session.read(request, snapshot);
    CHECK(snapshot.costs.empty());
  }
}
