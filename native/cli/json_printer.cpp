#include <ostream>

#include "cli/json_text.h"
#include "cli/printers.h"

namespace gradbox::cli {

namespace {

using lessons::Session;

class JsonPrinter final : public Printer {
 public:
  JsonPrinter(std::ostream& out, bool quiet) : out_(out), quiet_(quiet) {}

  void begin(const Session&, int64_t) override {}

  void step(const Session& session, bool) override {
    if (quiet_) return;
    out_ << "{\"step\":" << session.step_count() - 1 << loss(session) << ",\"params\":" << parameters(session)
         << printed(session) << "}\n";
    out_.flush();
  }

  void end(const Session& session) override {
    out_ << "{\"result\":{\"lesson\":" << json_string(session.info().id) << ",\"seed\":" << session.seed()
         << ",\"steps\":" << session.step_count();
    if (session.step_count() > 0) out_ << loss(session);
    out_ << ",\"params\":" << parameters(session) << ",\"settings\":" << settings(session)
         << ",\"figures\":" << figures(session) << ",\"text\":" << json_string(session.result());
    const lessons::Diagnosis& diagnosis = session.diagnosis();
    if (diagnosis.present) {
      out_ << ",\"diverged\":{\"step\":" << diagnosis.step << ",\"quantity\":" << json_string(diagnosis.quantity)
           << ",\"value\":" << json_number(diagnosis.value, false) << "}";
    }
    if (!session.error().empty()) out_ << ",\"error\":" << json_string(session.error());
    out_ << "}}\n";
    out_.flush();
  }

 private:
  /// A program that trains nothing has none.
  static std::string loss(const Session& session) {
    if (session.series().empty()) return "";
    const lessons::Series& series = session.series()[0];
    return ",\"loss\":" + json_number(series.tail.back(), series.dtype == "float32");
  }

  /// What a program lesson printed in the last step.
  static std::string printed(const Session& session) {
    if (!session.info().is_program) return "";
    std::vector<lessons::TranscriptLine> transcript;
    session.read_transcript(transcript);
    std::string out;
    for (const lessons::TranscriptLine& line : transcript) {
      if (line.step != session.step_count() - 1) continue;
      const bool is_warning = line.kind == lessons::TranscriptKind::Warning;
      const std::string name = is_warning ? "warning" : line.name;
      out += (out.empty() ? "{" : ",{") + json_string(name) + ":" + json_string(line.text) + "}";
    }
    return ",\"printed\":[" + out + "]";
  }

  static std::string parameters(const Session& session) {
    std::vector<lessons::ParameterSnapshot> snapshots;
    session.read_parameters(snapshots);
    std::string out;
    for (const lessons::ParameterSnapshot& parameter : snapshots) {
      out += (out.empty() ? "" : ",") + json_string(parameter.tensor.name) + ":" + json_values(parameter.tensor);
    }
    return "{" + out + "}";
  }

  static std::string settings(const Session& session) {
    std::string out;
    for (const lessons::Setting& setting : session.settings()) {
      const bool is_word = setting.type == lessons::SettingType::Choice;
      const std::string value = lessons::value_text(setting, setting.value);
      out += (out.empty() ? "" : ",") + json_string(setting.name) + ":" + (is_word ? json_string(value) : value);
    }
    return "{" + out + "}";
  }

  static std::string figures(const Session& session) {
    std::vector<lessons::Figure> figures;
    session.read_figures(figures);
    std::string out;
    for (const lessons::Figure& figure : figures) {
      out += (out.empty() ? "" : ",") + json_string(figure.label) + ":" + json_number(figure.value, false);
    }
    return "{" + out + "}";
  }

  std::ostream& out_;
  bool quiet_;
};

}  // namespace

std::unique_ptr<Printer> make_json_printer(std::ostream& out, bool quiet) {
  return std::make_unique<JsonPrinter>(out, quiet);
}

}  // namespace gradbox::cli
