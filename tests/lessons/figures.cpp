// The lessons' figures, recorded from PyTorch 1.13.1.
#include <doctest/doctest.h>

#include <cmath>
#include <map>
#include <string>
#include <vector>

#include "gradbox/base/error.h"
#include "lessons/registry.h"
#include "lessons/session.h"

using namespace gradbox::lessons;

namespace {

double loss_of_step(const Session& session, int64_t step) {
  const Series& loss = session.series()[0];
  REQUIRE(loss.stride == 1);
  return loss.values.at(static_cast<std::size_t>(step));
}

std::map<std::string, double> parameters(const Session& session) {
  std::vector<ParameterSnapshot> snapshots;
  session.read_parameters(snapshots);
  std::map<std::string, double> out;
  for (const ParameterSnapshot& parameter : snapshots) out[parameter.tensor.name] = parameter.tensor.values.at(0);
  return out;
}

std::map<std::string, double> figures(const Session& session) {
  std::vector<Figure> list;
  session.read_figures(list);
  std::map<std::string, double> out;
  for (const Figure& figure : list) out[figure.label] = figure.value;
  return out;
}

doctest::Approx near(double value, double relative = 1e-6) { return doctest::Approx(value).epsilon(relative).scale(0); }

}  // namespace

TEST_CASE("sine-cubic: losses and parameters of 1500 steps") {
  Session session("sine-cubic");
  auto start = parameters(session);
  CHECK(start["m"] == 0.33669036626815796);
  CHECK(start["n"] == 0.12880940735340118);
  CHECK(start["o"] == 0.23446236550807953);
  CHECK(start["p"] == 0.23033303022384644);
  CHECK(session.step(1500) == 1500);
  CHECK(loss_of_step(session, 0) == near(13046.208));
  CHECK(loss_of_step(session, 99) == near(383.97427, 1e-3));
  CHECK(loss_of_step(session, 199) == near(284.95135, 1e-3));
  CHECK(loss_of_step(session, 499) == near(118.50356, 1e-3));
  CHECK(loss_of_step(session, 999) == near(31.270916, 1e-3));
  CHECK(loss_of_step(session, 1499) == near(12.102079, 1e-3));
  auto end = parameters(session);
  CHECK(end["m"] == near(0.0411482, 1e-3));
  CHECK(end["n"] == near(0.7826232, 1e-3));
  CHECK(end["o"] == near(-0.0070963, 1e-3));
  CHECK(end["p"] == near(-0.0827837, 1e-3));
  CHECK(session.result().rfind("Result: b = 0.0411", 0) == 0);
  CHECK_FALSE(session.diagnosis().present);
}

TEST_CASE("sine-cubic: curvature, stability limit, best loss") {
  auto known = figures(Session("sine-cubic"));
  CHECK(known["largest stable lr"] == near(2 / 422007.4050, 1e-5));
  CHECK(known["best possible loss"] == near(6.6221, 1e-4));
}

TEST_CASE("sine-cubic: a learning rate of 1e-5 diverges, is explained and can be repaired") {
  Session session("sine-cubic");
  session.set("lr", 1e-5);
  session.play();
  while (session.wants_to_run()) session.run_one();
  CHECK(loss_of_step(session, 0) == near(13046.208));
  CHECK(loss_of_step(session, 4) == near(1.158663e8, 1e-4));
  CHECK(loss_of_step(session, 8) == near(1.339313e12, 1e-4));
  const Diagnosis& diagnosis = session.diagnosis();
  REQUIRE(diagnosis.present);
  CHECK(diagnosis.step == 34);
  CHECK(diagnosis.quantity == "loss");
  CHECK(diagnosis.value == INFINITY);
  CHECK(session.step_count() == 35);
  CHECK(diagnosis.setting == "lr");
  CHECK(diagnosis.suggestion == 2e-6);
  CHECK_THROWS_AS(session.play(), gradbox::Error);
  CHECK_THROWS_AS(session.step(), gradbox::Error);
  session.set(diagnosis.setting, diagnosis.suggestion);
  CHECK_FALSE(session.diagnosis().present);
  CHECK(session.step_count() == 0);
  CHECK(session.step(1500) == 1500);
  CHECK(loss_of_step(session, 1499) == near(6.686, 1e-3));
}

TEST_CASE("sine-cubic: rates on both sides of the limit") {
  Session below("sine-cubic"), above("sine-cubic");
  below.set("lr", 4.7e-6);
  above.set("lr", 4.8e-6);
  CHECK(below.step(500) == 500);
  CHECK(above.step(500) == 500);
  CHECK(loss_of_step(below, 99) == near(497.036, 1e-2));
  CHECK(loss_of_step(below, 499) < 7.1);
  CHECK(loss_of_step(above, 499) > 1e14);
}

TEST_CASE("linear-regression: first step and 200 epochs") {
  Session session("linear-regression");
  session.step();
  CHECK(loss_of_step(session, 0) == near(2.7474866));
  std::vector<ParameterSnapshot> snapshots;
  session.read_parameters(snapshots);
  REQUIRE(snapshots.size() == 2);
  CHECK(snapshots[0].tensor.shape == std::vector<int64_t>{1});
  CHECK(snapshots[0].tensor.gradient.at(0) == near(-3.1124959));
  CHECK(snapshots[1].tensor.gradient.at(0) == near(-1.8156431));
  CHECK(snapshots[0].update.at(0) == near(0.31124959));
  session.step(199);
  CHECK(loss_of_step(session, 99) == near(0.01456491, 1e-5));
  CHECK(loss_of_step(session, 199) == near(0.008355164, 1e-5));
  auto end = parameters(session);
  CHECK(end["b"] == near(1.0522773));
  CHECK(end["w"] == near(1.9127355));
  session.step(800);
  end = parameters(session);
  CHECK(end["b"] == near(1.0235431, 1e-5));
  CHECK(end["w"] == near(1.9689600, 1e-5));
}

TEST_CASE("linear-regression: in float64") {
  Session session("linear-regression");
  session.set("dtype", "float64");
  session.step(200);
  auto end = parameters(session);
  CHECK(end["b"] == near(1.0522772312, 1e-10));
  CHECK(end["w"] == near(1.9127355452, 1e-10));
  CHECK(session.series()[0].dtype == "float64");
}

TEST_CASE("linear-regression: traps") {
  Session session("linear-regression");
  SUBCASE("forgetting to clear gradients doubles an equal gradient, then swings") {
    session.set("forget-zero", "on");
    CHECK(session.step(200) == 200);
    CHECK(loss_of_step(session, 2) == near(0.3907, 1e-3));
    CHECK(loss_of_step(session, 199) > 2.5);
  }
  SUBCASE("an update outside no_grad is refused") {
    session.set("forget-no-grad", "true");
    CHECK(session.step() == 0);
    CHECK(session.error().find("a leaf Variable that requires grad is being used in an in-place operation.") == 0);
    CHECK_THROWS_AS(session.step(), gradbox::Error);
  }
  SUBCASE("rebinding leaves b without a gradient in the second step") {
    session.set("rebind", "true");
    CHECK(session.step(5) == 1);
    CHECK(session.error().find("b.grad is undefined") == 0);
  }
}

TEST_CASE("linear-regression: loss surface with path and minimum") {
  Session session("linear-regression");
  session.step(10);
  StageRequest request;
  request.surface = true;
  request.surface_size = 33;
  Snapshot snapshot;
  session.read(request, snapshot);
  const Surface& surface = snapshot.stage.surface;
  REQUIRE(surface.loss.values.size() == 33u * 33u);
  CHECK(surface.path_x.size() == 11);
  CHECK(surface.path_x.front() == near(0.33669037));
  CHECK(surface.minimum_x == near(1.0235, 1e-4));
  CHECK(surface.minimum_y == near(1.9690, 1e-4));
  session.step();
  auto next = parameters(session);
  CHECK(surface.next_x == near(next["b"], 1e-5));
  CHECK(surface.next_y == near(next["w"], 1e-5));
}

TEST_CASE("two-moons: losses with Adam and with SGD") {
  Session session("two-moons");
  session.step(200);
  CHECK(loss_of_step(session, 0) == near(0.64142454, 1e-5));
  CHECK(loss_of_step(session, 1) == near(0.5321772, 1e-5));
  CHECK(loss_of_step(session, 99) == near(0.02396965, 1e-2));
  CHECK(figures(session)["accuracy"] >= 0.99);
  CHECK(figures(session)["parameters"] == 337);
  session.set("optimizer", "sgd");
  session.set("lr", 0.5);
  session.step(200);
  CHECK(loss_of_step(session, 99) == near(0.20209603, 1e-3));
  CHECK(loss_of_step(session, 199) == near(0.062196735, 1e-2));
}

TEST_CASE("two-moons: decision field and points") {
  Session session("two-moons");
  session.set("points", 100);
  session.set("layers", 1);
  session.set("hidden", 8);
  session.step(300);
  Snapshot snapshot;
  StageRequest request;
  request.field_size = 40;
  session.read(request, snapshot);
  const Stage& stage = snapshot.stage;
  CHECK(stage.points.x.size() == 100);
  REQUIRE(stage.field.values.size() == 1600);
  for (float value : stage.field.values) CHECK(std::fabs(value) <= 1);
  // The field agrees with the labels at most of the points.
  int agreeing = 0;
  for (std::size_t i = 0; i < stage.points.x.size(); ++i) {
    const Extent& extent = stage.field.extent;
    const auto column = std::lround((stage.points.x[i] - extent.x_min) / (extent.x_max - extent.x_min) * 39);
    const auto row = std::lround((stage.points.y[i] - extent.y_min) / (extent.y_max - extent.y_min) * 39);
    const float value = stage.field.values.at(static_cast<std::size_t>(row * 40 + column));
    agreeing += (value > 0) == (stage.points.label[i] == 1) ? 1 : 0;
  }
  CHECK(agreeing > 80);
}

TEST_CASE("two-moons: every size that the settings allow runs") {
  for (const char* layers : {"0", "1", "3"}) {
    Session session("two-moons");
    session.set("layers", layers);
    session.set("hidden", 1);
    session.set("points", 20);
    session.set("noise", 0);
    CHECK(session.step(3) == 3);
  }
}

TEST_CASE("legendre: losses and parameters of 2000 steps") {
  Session session("legendre");
  CHECK(session.step(2000) == 2000);
  CHECK(loss_of_step(session, 0) == near(461.90259, 1e-5));
  CHECK(loss_of_step(session, 99) == near(209.95836, 1e-3));
  CHECK(loss_of_step(session, 999) == near(14.877890, 1e-3));
  CHECK(loss_of_step(session, 1999) == near(8.9436407, 1e-3));
  auto end = parameters(session);
  CHECK(std::fabs(end["a"]) < 1e-6);
  CHECK(end["b"] == near(-2.2085268, 1e-3));
  CHECK(std::fabs(end["c"]) < 1e-6);
  CHECK(end["d"] == near(0.2554861, 1e-3));
  CHECK(figures(session)["gradcheck"] == 1);
}

TEST_CASE("legendre: the wrong derivative is caught, element by element") {
  Session session("legendre");
  session.set("wrong-derivative", "true");
  CHECK(session.step() == 0);
  CHECK(session.error().find(
            "Jacobian mismatch for output 0 with respect to input 0,\n"
            "numerical:tensor([[12.6000,  0.0000],\n        [ 0.0000, 56.7000]], dtype=torch.float64)\n"
            "analytical:tensor([[10.2000,  0.0000],\n        [ 0.0000, 93.5000]], dtype=torch.float64)\n") == 0);
  Snapshot snapshot;
  session.read(StageRequest(), snapshot);
  REQUIRE(snapshot.stage.matrices.size() == 2);
  const std::vector<double> numerical = snapshot.stage.matrices[0].values;
  CHECK(numerical.at(0) == near(12.6));
  CHECK(numerical.at(3) == near(56.7));
  CHECK(snapshot.stage.matrices[1].values.at(0) == near(10.2));
  CHECK(snapshot.stage.matrices[1].values.at(3) == near(93.5));
  CHECK(snapshot.stage.matrices[1].wrong == std::vector<uint8_t>{1, 0, 0, 1});
  CHECK(figures(session)["gradcheck"] == 0);
}

TEST_CASE("legendre: trained with the wrong derivative, the loss climbs at any rate") {
  Session session("legendre");
  session.set("wrong-derivative", "true");
  session.set("gradcheck", "false");
  session.set("lr", 2e-7);
  CHECK(session.step(10) == 10);
  CHECK(loss_of_step(session, 0) == near(1455.768, 1e-4));
  CHECK(loss_of_step(session, 1) == near(1538.073, 1e-3));
  CHECK(loss_of_step(session, 2) == near(1634.587, 1e-3));
  session.set("lr", 5e-6);
  session.reset();
  session.step(6);
  CHECK(session.diagnosis().present);
  CHECK(session.diagnosis().setting == "wrong-derivative");
  session.set("wrong-derivative", "false");
  session.set("function", "variant");
  CHECK(session.step(2000) == 2000);
  CHECK(loss_of_step(session, 1999) == near(8.821, 1e-3));
}
