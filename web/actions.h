#pragma once

#include <string>

#include "ui/app.h"

namespace gradbox::web {

/// An action as `gradbox.dispatch` gave it.
struct RawAction {
  std::string type, name, text;
  bool value_is_text = false;
  double value = 0;
  double count = 0;
};

/// Throws: Error that says what is possible
void act(ui::App& app, const RawAction& raw);

}  // namespace gradbox::web
