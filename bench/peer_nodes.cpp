// The smallest thing that is still an eager autograd graph of scalars: reference-counted nodes from a free list, one
// virtual call a node in backward, release without recursion. What the chain costs before an engine has any feature.
#include <cstdint>
#include <vector>

#include "peer.h"

namespace bench {
namespace {

struct ScalarNode {
  ScalarNode* inputs[2];
  float value, grad, saved[2];
  std::uint32_t references, pending;
  virtual ~ScalarNode() = default;
  virtual void backward() {}
};

struct AddNode final : ScalarNode {
  void backward() override {
    for (ScalarNode* input : inputs) input->grad += grad;
  }
};

struct MulNode final : ScalarNode {
  void backward() override {
    inputs[0]->grad += grad * saved[1];
    inputs[1]->grad += grad * saved[0];
  }
};

/// Blocks of one size; freed ones are handed out again, last first.
class NodePool {
 public:
  ~NodePool() {
    for (unsigned char* slab : slabs_) ::operator delete(slab);
  }

  void* take() {
    if (free_.empty()) refill();
    void* out = free_.back();
    free_.pop_back();
    return out;
  }

  void give(void* block) { free_.push_back(block); }

 private:
  static constexpr std::size_t kBlock = sizeof(MulNode);
  static constexpr std::size_t kCount = 4096;

  void refill() {
    auto* slab = static_cast<unsigned char*>(::operator new(kBlock* kCount));
    slabs_.push_back(slab);
    for (std::size_t i = kCount; i-- > 0;) free_.push_back(slab + i * kBlock);
  }

  std::vector<void*> free_;
  std::vector<unsigned char*> slabs_;
};

class ScalarGraph {
 public:
  template <class Node>
  ScalarNode* make(ScalarNode* a, ScalarNode* b, float value) {
    auto* node = new (pool_.take()) Node;
    node->inputs[0] = a;
    node->inputs[1] = b;
    node->value = value;
    node->grad = 0;
    node->references = 1;
    node->pending = 0;
    for (int i = 0; i < 2; ++i) {
      if (!node->inputs[i]) continue;
      node->saved[i] = node->inputs[i]->value;
      ++node->inputs[i]->references;
    }
    return node;
  }

  ScalarNode* leaf(float value) { return make<ScalarNode>(nullptr, nullptr, value); }
  ScalarNode* mul(ScalarNode* a, ScalarNode* b) { return make<MulNode>(a, b, a->value * b->value); }
  ScalarNode* add(ScalarNode* a, ScalarNode* b) { return make<AddNode>(a, b, a->value + b->value); }

  void release(ScalarNode* node) {
    stack_.push_back(node);
    while (!stack_.empty()) {
      ScalarNode* top = stack_.back();
      stack_.pop_back();
      if (--top->references > 0) continue;
      for (ScalarNode* input : top->inputs) {
        if (input) stack_.push_back(input);
      }
      pool_.give(top);
    }
  }

  void backward(ScalarNode* root) {
    count_uses(root);
    root->grad = 1;
    stack_.push_back(root);
    while (!stack_.empty()) {
      ScalarNode* node = stack_.back();
      stack_.pop_back();
      node->backward();
      for (ScalarNode* input : node->inputs) {
        if (input && --input->pending == 0) stack_.push_back(input);
      }
    }
  }

 private:
  void count_uses(ScalarNode* root) {
    stack_.push_back(root);
    while (!stack_.empty()) {
      ScalarNode* node = stack_.back();
      stack_.pop_back();
      for (ScalarNode* input : node->inputs) {
        if (input && input->pending++ == 0) stack_.push_back(input);
      }
    }
  }

  NodePool pool_;
  std::vector<ScalarNode*> stack_;
};

class NodesChain final : public Run {
 public:
  explicit NodesChain(int length) : length_(length) {}

  void steps(int count) override {
    for (int i = 0; i < count; ++i) step();
  }
  double check() const override { return static_cast<double>(a_->grad); }

 private:
  ScalarNode* then(ScalarNode* y, ScalarNode* next) {
    graph_.release(y);
    return next;
  }

  void step() {
    a_->grad = 0;
    b_->grad = 0;
    ScalarNode* y = graph_.leaf(1);
    for (int i = 0; i < length_; ++i) {
      y = then(y, graph_.mul(y, a_));
      y = then(y, graph_.add(y, b_));
    }
    graph_.backward(y);
    graph_.release(y);
  }

  int length_;
  ScalarGraph graph_;
  ScalarNode* a_ = graph_.leaf(.9999F);
  ScalarNode* b_ = graph_.leaf(.0001F);
};

std::unique_ptr<Run> make_run(const std::string& id) {
  if (id == "W7") return std::make_unique<NodesChain>(10000);
  if (id == "chain") return std::make_unique<NodesChain>(500000);
  return nullptr;
}

}  // namespace

Peer nodes_peer() { return {"nodes", make_run}; }

}  // namespace bench
