#include "desktop/files.h"

#include <filesystem>
#include <fstream>

#include "gradbox/base/error.h"

namespace gradbox::desktop {

void write_file(const std::string& path, const std::string& bytes) {
  std::ofstream file(path, std::ios::binary);
  file.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  file.flush();
  GRADBOX_CHECK(file.good(), "cannot write '", path, "'");
}

std::string save_here(const std::string& name, const std::string& bytes) {
  const std::filesystem::path wanted(name);
  std::filesystem::path path = wanted;
  for (int number = 2; std::filesystem::exists(path); ++number) {
    path = wanted.stem().string() + "-" + std::to_string(number) + wanted.extension().string();
  }
  write_file(path.string(), bytes);
  return path.string() + " is in " + std::filesystem::current_path().string();
}

}  // namespace gradbox::desktop
