#include "ui/state_json.h"

#include "lessons/registry.h"
#include "ui/json.h"
#include "ui/layout.h"
#include "ui/widgets/toast.h"

namespace gradbox::ui {
namespace {

using lessons::LessonInfo;
using lessons::PlayState;
using lessons::Setting;
using lessons::SettingType;
using lessons::Snapshot;

const char* type_name(SettingType type) {
  switch (type) {
    case SettingType::Int:
      return "int";
    case SettingType::Bool:
      return "bool";
    case SettingType::Choice:
      return "choice";
    default:
      return "float";
  }
}

void write_setting_value(JsonWriter& json, const Setting& setting, double value) {
  const auto index = static_cast<std::size_t>(value);
  if (setting.type == SettingType::Bool)
    json.value(value != 0);
  else if (setting.type == SettingType::Choice && index < setting.choices.size())
    json.value(setting.choices[index]);
  else
    json.value(value);
}

void write_run(JsonWriter& json, const Snapshot& s) {
  json.key("lesson").value(s.lesson).key("title").value(s.title);
  json.key("step").value(s.step).key("plannedSteps").value(s.planned_steps);
  json.key("playing").value(s.play_state == PlayState::Playing);
  json.key("busy").value(s.play_state != PlayState::Paused);
  json.key("seed").value(s.seed);
  json.key("speed").value(s.speed).key("measuredSpeed").value(s.measured_speed);
  const bool single = s.series.empty() || s.series[0].dtype == "float32";
  json.key("loss");
  if (s.has_loss)
    json.value(s.loss, single);
  else
    json.null();
}

void write_settings(JsonWriter& json, const Snapshot& s) {
  json.key("settings").begin_object();
  for (const Setting& setting : s.settings) {
    json.key(setting.name);
    write_setting_value(json, setting, setting.value);
  }
  json.end_object();
}

void write_parameters(JsonWriter& json, const Snapshot& s) {
  const auto write = [&](const char* name, const auto& values_of) {
    json.key(name).begin_object();
    for (const lessons::ParameterSnapshot& one : s.parameters) {
      const std::vector<double>* values = values_of(one);
      if (!values || values->empty()) continue;
      json.key(one.tensor.name).tensor(*values, one.tensor.shape, one.tensor.dtype == "float32");
    }
    json.end_object();
  };
  using One = lessons::ParameterSnapshot;
  using Values = const std::vector<double>*;
  write("params", [](const One& one) -> Values { return &one.tensor.values; });
  write("grads", [](const One& one) -> Values { return one.tensor.has_grad ? &one.tensor.gradient : nullptr; });
  write("updates", [](const One& one) -> Values { return &one.update; });
}

void write_series(JsonWriter& json, const Snapshot& s) {
  json.key("series").begin_object();
  for (const lessons::Series& series : s.series) {
    json.key(series.name).begin_object();
    json.key("count").value(series.count);
    json.key("tail").begin_array();
    for (const double value : series.tail) json.value(value, series.dtype == "float32");
    json.end_array().end_object();
  }
  json.end_object();
}

/// What a program lesson printed, and the figures beside the plots.
void write_outcome(JsonWriter& json, const Snapshot& s) {
  json.key("figures").begin_object();
  for (const lessons::Figure& one : s.figures) json.key(one.label).value(one.value);
  json.end_object().key("printed").begin_array();
  for (const lessons::TranscriptLine& one : s.transcript) {
    json.begin_object().key("step").value(one.step).key("name").value(one.name).key("text").value(one.text);
    json.end_object();
  }
  json.end_array();
}

void write_troubles(JsonWriter& json, const Snapshot& s, const Notice& notice) {
  json.key("error");
  if (!s.error.empty())
    json.value(s.error);
  else if (!notice.text.empty())
    json.value(notice.text);
  else
    json.null();
  json.key("diagnosis");
  if (!s.diagnosis.present) {
    json.null();
    return;
  }
  const lessons::Diagnosis& d = s.diagnosis;
  json.begin_object().key("step").value(d.step).key("quantity").value(d.quantity).key("value").value(d.value);
  json.key("bornIn").value(d.born_in).key("explanation").value(d.explanation).key("advice").value(d.advice);
  json.end_object();
}

/// Of the graph what can be told in a few words: tests and screen readers need no more.
void write_graph(JsonWriter& json, App& app) {
  const GraphView& view = app.view().graph;
  const lessons::TapeSnapshot& tape = app.snapshot().tape;
  json.key("graph").begin_object();
  json.key("nodes").value(static_cast<int64_t>(tape.graph.nodes.size()));
  json.key("savedBytes").value(tape.graph.saved_bytes);
  json.key("showsSaved").value(view.show_saved).key("search").value(view.search);
  json.key("stepper").value(view.stepper).key("step").value(static_cast<int64_t>(view.step));
  json.key("steps").value(static_cast<int64_t>(tape.recording.steps.size()));
  json.key("node");
  if (tape.has_recording && view.step > 0 && view.step <= static_cast<int>(tape.recording.steps.size())) {
    json.value(tape.graph.node(tape.recording.steps[static_cast<std::size_t>(view.step - 1)].node).name);
  } else {
    json.null();
  }
  json.key("wrongGradients");
  if (tape.has_check) {
    int64_t wrong = 0;
    for (const inspect::GradientCheck& check : tape.check.checks) wrong += check.failing_count;
    json.value(wrong);
  } else {
    json.null();
  }
  json.end_object();
}

void write_view(JsonWriter& json, App& app) {
  const std::vector<const PanelEntry*> stages = stage_entries(app.info());
  json.key("view").begin_object();
  json.key("stage");
  if (stages.empty())
    json.null();
  else
    json.value(stages[open_stage(app.info(), app.view())]->id);
  json.key("place").value(app.view().place).key("logLoss").value(app.view().log_loss);
  json.key("shortcutsOpen").value(app.view().shortcuts_open);
  json.key("walkOpen").value(app.view().walk_open).key("tourStep").value(static_cast<int64_t>(app.view().tour_step));
  json.key("said").value(said()).key("linkIgnored").begin_array();
  for (const std::string& text : app.view().link_ignored) json.value(text);
  json.end_array().key("revealed").begin_array();
  for (const std::string& one : app.view().revealed) json.value(one);
  json.end_array();
  json.key("pausedWhileHidden").value(app.view().paused_while_hidden);
  write_graph(json, app);
  json.key("dark").value(palette().dark).key("narrow").value(metrics().narrow);
  json.end_object();
}

}  // namespace

std::string state_json(App& app) {
  const Snapshot& s = app.snapshot();
  JsonWriter json;
  json.begin_object();
  write_run(json, s);
  write_settings(json, s);
  write_parameters(json, s);
  write_series(json, s);
  write_outcome(json, s);
  json.key("result").value(s.result).key("link").value(app.link());
  write_troubles(json, s, app.view().notice);
  write_view(json, app);
  json.key("fps").value(app.frames_per_second()).key("frames").value(static_cast<int64_t>(app.frames()));
  json.end_object();
  return json.text();
}

std::string lessons_json() {
  JsonWriter json;
  json.begin_array();
  for (const LessonInfo& info : lessons::all_lessons()) {
    json.begin_object().key("id").value(info.id).key("title").value(info.title).key("summary").value(info.summary);
    json.key("seed").value(info.default_seed).key("steps").value(info.default_steps);
    json.key("series").begin_array();
    for (const std::string& name : info.series) json.value(name);
    json.end_array().key("settings").begin_array();
    for (const Setting& setting : info.settings) {
      json.begin_object().key("name").value(setting.name).key("label").value(setting.label);
      json.key("type").value(type_name(setting.type)).key("help").value(setting.help);
      json.key("default");
      write_setting_value(json, setting, setting.default_value);
      json.key("allowed").value(allowed_text(setting)).key("trap").value(setting.is_trap).end_object();
    }
    json.end_array().end_object();
  }
  json.end_array();
  return json.text();
}

}  // namespace gradbox::ui
