#pragma once

namespace gradbox::lessons {

// The functions that complete programs call: see Note [Program marks].

inline constexpr const char* kCppHelpers = R"(
// Stops the program unless `found` holds the numbers of the recorded run.
void expect(const torch::Tensor& found, const std::vector<double>& recorded, double tolerance = 1e-3) {
  torch::Tensor wanted = torch::tensor(recorded, torch::kFloat64);
  torch::Tensor numbers = found.detach().to(torch::kFloat64).reshape({-1});
  if (torch::allclose(numbers, wanted, tolerance, 1e-6, true)) return;
  std::cerr << "expected\n" << wanted << "\nfound\n" << numbers << "\n";
  std::exit(1);
}

void expect(bool found, bool recorded) {
  if (found == recorded) return;
  std::cerr << "expected " << recorded << ", found " << found << "\n";
  std::exit(1);
}

void expect(const std::string& found, const std::string& recorded) {
  if (found == recorded) return;
  std::cerr << "expected " << recorded << ", found " << found << "\n";
  std::exit(1);
}

// The recorded run ended here, with this error.
int refused(const std::string& message, const std::string& part) {
  std::cout << message << "\n";
  if (message.find(part) != std::string::npos) return 0;
  std::cerr << "expected an error with: " << part << "\n";
  return 1;
}
)";

inline constexpr const char* kPythonHelpers = R"(

def expect(found, recorded, tolerance=1e-3):
    """Stops the program unless `found` is what the recorded run had."""
    if isinstance(recorded, (bool, str)):
        assert found == recorded, f"expected {recorded}, found {found}"
        return
    wanted = torch.tensor(recorded, dtype=torch.float64)
    numbers = torch.as_tensor(found).detach().double().reshape(-1)
    assert torch.allclose(numbers, wanted, tolerance, 1e-6, True), f"expected {wanted}, found {numbers}"


def refused(message, part):
    """The recorded run ended here, with this error."""
    print(message)
    assert part in message, f"expected an error with: {part}"
    raise SystemExit(0)


)";

}  // namespace gradbox::lessons
