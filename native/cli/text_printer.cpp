#include <algorithm>
#include <ostream>
#include <sstream>

#include "cli/printers.h"
#include "lessons/number_text.h"
#include "lessons/post_mortem.h"

namespace gradbox::cli {

namespace {

using lessons::Session;

constexpr int64_t kProgressEvery = 100;

class TextPrinter final : public Printer {
 public:
  TextPrinter(std::ostream& out, bool quiet) : out_(out), quiet_(quiet) {}

  void begin(const Session& session, int64_t steps) override {
    if (quiet_) return;
    out_ << session.info().title << '\n';
    is_program_ = session.info().is_program;
    if (!is_program_) out_ << steps << (steps == 1 ? " step, " : " steps, ");
    out_ << "seed " << session.seed();
    for (const lessons::Setting& setting : session.settings()) {
      const bool is_resting_trap = setting.is_trap && setting.value == 0;
      if (!is_resting_trap) out_ << ", " << setting.name << ' ' << lessons::value_text(setting, setting.value);
    }
    out_ << std::endl;
  }

  void step(const Session& session, bool is_last) override {
    const int64_t step = session.step_count() - 1;
    if (is_program_) {
      print_program(session);
      return;
    }
    if (quiet_ || ((step + 1) % kProgressEvery != 0 && !is_last)) return;
    // A run that ends early has printed nothing yet: this is how it came there.
    const int64_t every = session.diagnosis().present && step < kProgressEvery ? std::max<int64_t>(1, step / 8) : step;
    for (int64_t early = 0; early < step && every < step; early += every) print_step(session, early);
    print_step(session, step);
    out_.flush();
  }

  void end(const Session& session) override {
    if (is_program_ && !session.error().empty()) print_program(session);
    if (!quiet_) print_figures(session);
    const std::string stop = stop_text(session);
    out_ << (stop.empty() ? session.result() : stop) << std::endl;
  }

 private:
  /// One that the series still hold.
  void print_step(const Session& session, int64_t step) {
    out_ << "step " << step;
    for (const lessons::Series& series : session.series()) {
      const double value = series.tail.at(series.tail.size() - static_cast<std::size_t>(series.count - step));
      out_ << "  " << series.name << ' ' << lessons::shortest(value, series.dtype == "float32");
    }
    out_ << '\n';
  }

  /// What the last step of a program ran, and what came of it.
  void print_program(const Session& session) {
    session.read(lessons::StageRequest(), snapshot_);
    const lessons::CodeListing& code = snapshot_.code.at(0);
    const auto step = static_cast<std::size_t>(snapshot_.program_step);
    const lessons::LineRange lines = code.steps.at(step);
    std::istringstream listing(code.text);
    std::string line;
    for (int i = 1; std::getline(listing, line) && i <= lines.last; ++i) {
      // What is printed follows below; the line that prints it would only be in the way.
      if (i < lines.first || line.find("std::cout") != std::string::npos) continue;
      out_ << "> " << line.substr(std::min<std::size_t>(line.find_first_not_of(' '), 2)) << '\n';
    }
    for (const lessons::TranscriptLine& one : snapshot_.transcript) {
      if (one.step != snapshot_.program_step || one.kind == lessons::TranscriptKind::Error) continue;
      if (one.kind == lessons::TranscriptKind::Warning) out_ << "UserWarning: ";
      const bool is_block = one.text.find('\n') != std::string::npos;
      if (!one.name.empty()) out_ << one.name << (is_block ? ":\n" : ": ");
      out_ << one.text << '\n';
    }
    out_.flush();
  }

  void print_figures(const Session& session) {
    std::vector<lessons::Figure> figures;
    session.read_figures(figures);
    for (const lessons::Figure& figure : figures) out_ << figure.label << ": " << figure.text << '\n';
  }

  std::ostream& out_;
  bool quiet_;
  bool is_program_ = false;
  lessons::Snapshot snapshot_;
};

}  // namespace

std::unique_ptr<Printer> make_text_printer(std::ostream& out, bool quiet) {
  return std::make_unique<TextPrinter>(out, quiet);
}

std::string stop_text(const Session& session) {
  const lessons::Diagnosis& diagnosis = session.diagnosis();
  std::string out;
  if (diagnosis.present) {
    out = "Diverged in step " + std::to_string(diagnosis.step) + ": " + diagnosis.quantity + " is " +
          lessons::rounded(diagnosis.value, 6) + ", the first value that is not finite.";
    if (!diagnosis.born_in.empty()) out += " It was born in " + diagnosis.born_in + ".";
    out += "\n" + diagnosis.explanation;
    const std::string birth = lessons::birth_text(diagnosis);
    if (!birth.empty()) out += "\n" + birth;
    if (!diagnosis.setting.empty()) {
      out += "\nTry --set " + diagnosis.setting + "=" + lessons::shortest(diagnosis.suggestion, false);
    }
  } else if (!session.error().empty()) {
    out = "Stopped by an error in step " + std::to_string(session.step_count()) + ":\n" + session.error();
  }
  return out;
}

}  // namespace gradbox::cli
