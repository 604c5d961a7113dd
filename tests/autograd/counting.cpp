// Note [Counting without a walk] in graph_task.h: nodes run in the same order, with the same gradients, whether the
// edges are counted first or not, whatever tensors the program still holds.
#include <doctest/doctest.h>
#include <torch/torch.h>

#include <cmath>
#include <random>
#include <set>
#include <vector>

#include "gradbox/autograd/engine.h"

namespace {

using torch::Tensor;
using torch::autograd::Node;

/// A pass with an observer counts the edges first.
class CountsFirst final : public torch::autograd::EngineObserver {
 public:
  explicit CountsFirst(bool active) : previous_(torch::autograd::Engine::set_observer(active ? this : nullptr)) {}
  ~CountsFirst() override { torch::autograd::Engine::set_observer(previous_); }
  void before_node(Node&, const torch::autograd::GradList&) override {}
  void after_node(Node&, const torch::autograd::GradList&) override {}

 private:
  EngineObserver* previous_;
};

struct Outcome {
  /// Of the nodes that are not leaves, in the order in which they ran, counted from the first that was made.
  std::vector<std::uint64_t> order;
  std::vector<float> grads;
};

/// Notes when each node under `root` runs. Keeps none of them.
void note_order(const Tensor& root, std::uint64_t first, std::vector<std::uint64_t>& order) {
  std::set<Node*> seen;
  std::vector<Node*> open = {root.grad_fn().get()};
  while (!open.empty()) {
    Node* node = open.back();
    open.pop_back();
    if (!seen.insert(node).second || node->is_accumulate()) continue;
    const std::uint64_t number = node->sequence_nr() - first;
    node->register_prehook([&order, number](const torch::autograd::variable_list&) {
      order.push_back(number);
      return torch::autograd::variable_list();
    });
    for (const torch::autograd::Edge& edge : node->next_edges()) {
      if (edge.is_valid()) open.push_back(edge.function.get());
    }
  }
}

/// Operators on operands chosen at random; of the tensors in between about `held` of ten live on until the pass is
/// over.
Outcome random_graph(unsigned seed, unsigned held, bool counts_first, bool listens_to_leaf) {
  std::mt19937 random(seed);
  const std::uint64_t first = Node::peek_sequence_nr();
  std::vector<Tensor> leaves, tensors;
  for (int i = 0; i < 3; ++i) leaves.push_back(torch::full({}, .5 + .1 * i).requires_grad_());
  const Tensor other_graph = leaves[1] * 2;  // owns the leaf's node too
  tensors = leaves;
  const auto any = [&]() -> Tensor& { return tensors[random() % tensors.size()]; };
  for (int i = 0; i < 30; ++i) {
    switch (random() % 5) {
      case 0:
        tensors.push_back(any() * any());
        break;
      case 1:
        tensors.push_back(any() + any());
        break;
      case 2:
        tensors.push_back(any().sin());
        break;
      case 3:
        tensors.push_back(torch::stack({any(), any(), any()}).sum());
        break;
      default:
        tensors.push_back(torch::stack({any(), any()}).unbind(0)[random() % 2] * .5);
        break;
    }
  }
  const Tensor root = tensors.back() * tensors[tensors.size() - 2] + any();
  for (std::size_t i = leaves.size(); i < tensors.size(); ++i) {
    if (random() % 10 >= held) tensors[i] = Tensor();
  }
  Outcome outcome;
  note_order(root, first, outcome.order);
  if (listens_to_leaf) leaves[1].register_hook([&](const Tensor&) { outcome.order.push_back(1000); });
  const CountsFirst observer(counts_first);
  root.backward();
  for (const Tensor& leaf : leaves) outcome.grads.push_back(leaf.grad().defined() ? leaf.grad().item<float>() : -1.f);
  return outcome;
}

TEST_CASE("counting: random graphs run in the same order whether edges are counted first or not") {
  for (unsigned seed = 1; seed <= 60; ++seed) {
    for (const unsigned held : {0u, 2u, 10u}) {
      for (const bool listens : {false, true}) {
        CAPTURE(seed);
        CAPTURE(held);
        const Outcome counted = random_graph(seed, held, true, listens),
                      uncounted = random_graph(seed, held, false, listens);
        CHECK(counted.order.size() > 1);
        CHECK(counted.order == uncounted.order);
        CHECK(counted.grads == uncounted.grads);
      }
    }
  }
}

TEST_CASE("counting: a node that the program holds waits for all its gradients") {
  const Tensor x = torch::full({}, 2.).requires_grad_();
  const Tensor held = x * x;
  Tensor y = held * 3;
  for (int i = 0; i < 5; ++i) y = y * held;
  y.backward();  // y = 3 x^12
  CHECK(x.grad().item<float>() == doctest::Approx(36. * 2048));
}

TEST_CASE("counting: other graphs that own a leaf's node take no part") {
  const Tensor x = torch::full({}, 2.).requires_grad_();
  const Tensor other = x.exp() + x;
  const Tensor y = x * x;
  y.backward();
  CHECK(x.grad().item<float>() == 4.f);
  other.backward();
  CHECK(x.grad().item<float>() == doctest::Approx(5. + std::exp(2.)));
}

TEST_CASE("counting: a backward inside a backward, on nodes that the outer one has not reached") {
  const Tensor x = torch::full({}, 2.).requires_grad_();
  const Tensor inner = x * x * x;
  const Tensor y = inner.sin() + inner * 2;
  bool done = false;
  y.register_hook([&](const Tensor&) {
    if (done) return;
    done = true;
    CHECK(torch::autograd::grad({inner}, {x}, {}, /*retain_graph=*/true)[0].item<float>() == 12.f);
    inner.backward({}, /*retain_graph=*/true);
  });
  y.backward();
  CHECK(x.grad().item<float>() == doctest::Approx(12. + 12. * (std::cos(8.) + 2)));
}

}  // namespace
