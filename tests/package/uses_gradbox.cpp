#include <gradbox/gradbox.h>

#include <iostream>

int main() {
  const gradbox::Tensor x = gradbox::full({2, 3}, 3.0, gradbox::requires_grad());
  const gradbox::Tensor y = (x * x).sum();
  y.backward();
  std::cout << y.item<float>() << " " << x.grad().sum().item<float>() << "\n";
  return y.item<float>() == 54.0F && x.grad().sum().item<float>() == 36.0F ? 0 : 1;
}
