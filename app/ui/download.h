#pragma once

#include <functional>
#include <string>

namespace gradbox::ui {

/// Hands a file to the person: the page downloads it, the desktop program writes it into the current directory.
/// Returns a sentence that says where it went.
/// Throws: Error if it cannot be written
std::string offer_file(const std::string& name, const std::string& mime, const std::string& bytes);

/// How the shell does it. Before the first frame.
using FileSink = std::function<std::string(const std::string& name, const std::string& mime, const std::string& bytes)>;
void set_file_sink(FileSink sink);

}  // namespace gradbox::ui
