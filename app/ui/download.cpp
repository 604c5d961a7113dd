#include "ui/download.h"

#include <utility>

#include "gradbox/base/error.h"

namespace gradbox::ui {
namespace {

FileSink& sink() {
  static FileSink the_sink;
  return the_sink;
}

}  // namespace

std::string offer_file(const std::string& name, const std::string& mime, const std::string& bytes) {
  GRADBOX_CHECK(sink(), "files cannot be saved here");
  return sink()(name, mime, bytes);
}

void set_file_sink(FileSink new_sink) { sink() = std::move(new_sink); }

}  // namespace gradbox::ui
