#pragma once

#include <string>
#include <utility>
#include <vector>

#include "lessons/lesson.h"
#include "ui/view_state.h"

namespace gradbox::ui {

using LinkWords = std::vector<std::pair<std::string, std::string>>;

/// What a link says about the view (see Note [Links]); what has its usual value is left out.
LinkWords view_words(const lessons::LessonInfo& info, const ViewState& view, bool narrow);

/// Takes up what a link says about the view. Returns what could not be used and why, a sentence each.
std::vector<std::string> apply_view_words(const LinkWords& words, const lessons::LessonInfo& info, ViewState& view);

}  // namespace gradbox::ui
