#pragma once

#include <doctest/doctest.h>

#include <map>
#include <string>
#include <vector>

#include "lessons/registry.h"
#include "lessons/session.h"

namespace gradbox::test {

/// A lesson under test, and what it shows.
struct Run {
  explicit Run(const std::string& lesson) : session(lesson) {}
  lessons::Session session;

  void to_end() {
    while (session.error().empty() && session.step(1) == 1) continue;
  }
  const std::string& error() const { return session.error(); }

  lessons::Snapshot snapshot() const {
    lessons::Snapshot out;
    session.read(lessons::StageRequest(), out);
    return out;
  }

  /// What step `step` printed under `name`; a name that is printed twice counts by `occurrence`.
  lessons::TranscriptLine line(int64_t step, const std::string& name, int occurrence = 0) const {
    for (const lessons::TranscriptLine& one : snapshot().transcript) {
      if (one.step == step && one.name == name && occurrence-- == 0) return one;
    }
    FAIL_CHECK("step " << step << " printed no " << name);
    return {};
  }
  std::vector<double> printed(int64_t step, const std::string& name, int occurrence = 0) const {
    return line(step, name, occurrence).values;
  }
  std::string text(int64_t step, const std::string& name, int occurrence = 0) const {
    return line(step, name, occurrence).text;
  }
  /// The texts of a kind, in order.
  std::vector<std::string> texts(lessons::TranscriptKind kind) const {
    std::vector<std::string> out;
    for (const lessons::TranscriptLine& one : snapshot().transcript) {
      if (one.kind == kind) out.push_back(one.text);
    }
    return out;
  }

  std::map<std::string, double> figures() const {
    std::vector<lessons::Figure> list;
    session.read_figures(list);
    std::map<std::string, double> out;
    for (const lessons::Figure& figure : list) out[figure.label] = figure.value;
    return out;
  }

  lessons::Matrix matrix(const std::string& name) const {
    for (const lessons::Matrix& one : snapshot().stage.matrices) {
      if (one.name == name) return one;
    }
    FAIL_CHECK("there is no matrix " << name);
    return {};
  }
};

}  // namespace gradbox::test
