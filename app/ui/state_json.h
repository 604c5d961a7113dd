#pragma once

#include <string>

#include "ui/app.h"

namespace gradbox::ui {

/// What the page's `gradbox.state()` answers; docs/embedding.md explains each member.
std::string state_json(App& app);

/// What `gradbox.lessons()` answers: everything known of the lessons before they run.
std::string lessons_json();

}  // namespace gradbox::ui
