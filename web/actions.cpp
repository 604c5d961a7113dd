#include "actions.h"

#include <cmath>

#include "gradbox/base/error.h"
#include "lessons/action.h"
#include "ui/layout.h"

namespace gradbox::web {
namespace {

using lessons::Action;

int64_t whole(const RawAction& raw, double number, const char* what) {
  GRADBOX_CHECK(std::isfinite(number) && std::floor(number) == number && std::fabs(number) < 9e15, "'", raw.type,
                "' needs a whole number as its ", what);
  return static_cast<int64_t>(number);
}

/// What changes the view only.
bool act_on_view(ui::App& app, const RawAction& raw) {
  ui::ViewState& view = app.view();
  if (raw.type == "stage") {
    std::string possible;
    for (const ui::PanelEntry* entry : ui::stage_entries(app.info())) {
      if (entry->id == raw.name) view.stage_tab = raw.name;
      possible += (possible.empty() ? "" : ", ") + entry->id;
    }
    GRADBOX_CHECK(view.stage_tab == raw.name, "no stage is called '", raw.name, "'; there are ", possible);
  } else if (raw.type == "theme") {
    GRADBOX_CHECK(raw.name == "system" || raw.name == "dark" || raw.name == "light", "no theme is called '", raw.name,
                  "'; there are system, dark, light");
    view.theme = raw.name == "dark"    ? ui::ThemeChoice::Dark
                 : raw.name == "light" ? ui::ThemeChoice::Light
                                       : ui::ThemeChoice::System;
  } else if (raw.type == "open") {
    app.open_link(raw.text);
    view.welcome = false;
  } else if (raw.type == "undo") {
    app.undo();
  } else if (raw.type == "redo") {
    app.redo();
  } else if (raw.type == "log") {
    view.log_loss = raw.value != 0;
  } else {
    return false;
  }
  app.wake();
  return true;
}

Action action_of(const RawAction& raw) {
  if (raw.type == "select") return Action::select(raw.name);
  if (raw.type == "set") return raw.value_is_text ? Action::set(raw.name, raw.text) : Action::set(raw.name, raw.value);
  if (raw.type == "seed") return Action::seed(whole(raw, raw.value, "value"));
  if (raw.type == "play") return Action::play();
  if (raw.type == "pause") return Action::pause();
  if (raw.type == "step") return Action::step(whole(raw, raw.count, "count"));
  if (raw.type == "seek") return Action::seek(whole(raw, raw.count, "step"));
  if (raw.type == "reset") return Action::reset();
  if (raw.type == "defaults") return Action::defaults();
  if (raw.type == "speed") return Action::speed(raw.value);
  fail("unknown action '", raw.type,
       "'; there are select, set, seed, play, pause, step, seek, reset, defaults, speed, stage, theme, log, open, "
       "undo, redo");
}

}  // namespace

void act(ui::App& app, const RawAction& raw) {
  if (act_on_view(app, raw)) return;
  app.dispatch(action_of(raw));
  app.view().welcome = false;
}

}  // namespace gradbox::web
