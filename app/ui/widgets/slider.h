#pragma once

#include <string>
#include <string_view>

#include "ui/widgets/hit.h"

namespace gradbox::ui {

struct SliderRange {
  double min = 0, max = 1;
  double default_value = 0;  // shown by a tick
  bool log_scale = false;
  bool whole = false;  // whole numbers only
};

/// A track with a knob, over the width given. Returns whether `value` was changed; a double click sets the default.
bool slider(std::string_view id, double& value, const SliderRange& range, float width, bool marked);

/// A value that becomes a field when clicked. Returns true when a person has entered `text`.
bool value_field(std::string_view id, const std::string& shown, float width, bool marked, std::string& text);

/// Whether one of them is a field now: keys belong to it.
bool value_is_edited();

}  // namespace gradbox::ui
