#include <torch/torch.h>

#include <iostream>

int main() {
  torch::Tensor w = torch::ones({2, 2}, torch::requires_grad());
  torch::Tensor out = ((w + 2) * (w + 2) * 3).mean();
  out.backward();
  std::cout << out.item<float>() << "\n" << w.grad() << "\n";
  return out.item<float>() == 27.0F && torch::allclose(w.grad(), torch::full({2, 2}, 4.5)) ? 0 : 1;
}
