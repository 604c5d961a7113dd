#pragma once

#include <string>

namespace gradbox::desktop {

/// Throws: Error if the file cannot be written
void write_file(const std::string& path, const std::string& bytes);

/// Writes into the current directory, beside what is there already, and says where.
/// Throws: Error if the file cannot be written
std::string save_here(const std::string& name, const std::string& bytes);

}  // namespace gradbox::desktop
