#pragma once

#include <deque>
#include <map>
#include <string>
#include <vector>

#include "lessons/action.h"
#include "lessons/lesson.h"
#include "lessons/snapshot.h"
#include "ui/theme/theme.h"

namespace gradbox::ui {

/// Something that could not be done, shown beside the widget that asked for it.
struct Notice {
  std::string origin;  // the widget's id
  std::string text;
};

/// How the graph is looked at.
struct GraphView {
  bool show_saved = false;
  bool stepper = false;  // backward is walked through node by node
  int step = 0;          // how many nodes of it have run
  bool card = false;     // a box is looked at closely
  bool ledger = false;   // the sums behind each gradient are listed
  std::string search;
  bool focus_search = false;
  bool check = false;         // gradients are checked by finite differences,
  int64_t checked_step = -1;  // as they are after this step
  uint64_t checked_generation = 0;
  std::map<std::string, bool> folded;  // by key: what a person has folded or unfolded
  bool moved = false;                  // a person has moved the picture:
  double x = 0, y = 0, zoom = 1;       // what of it is in the middle, and how large it is
};

/// A picture that somebody wants: taken of the next frame, without what hangs on the pointer.
struct PictureWish {
  std::string file;   // its name; empty if none is wanted
  std::string place;  // a widget or region; empty for everything
};

/// What only the front end knows: which tab is open, how a plot is scaled.
struct ViewState {
  ThemeChoice theme = ThemeChoice::System;
  std::string stage_tab;        // id of the stage's panel; empty takes the lesson's first
  std::string place = "stage";  // the tab of narrow screens: text, stage, loss, inspect
  bool log_loss = true;
  std::string code_language;  // of the program shown; empty takes the first
  bool shortcuts_open = false;
  bool focus_search = false;
  bool welcome = true;  // the sentence of the first start, until somebody acts
  bool paused_while_hidden = false;
  bool reduced_motion = false;
  std::string search;
  GraphView graph;
  Notice notice;
  std::vector<std::string> link_ignored;  // what the opened link asked for in vain
  PictureWish picture;
  bool walk_open = false;  // the walk back to where a nan was born
  bool costs_open = false;
  int tour_step = -1;       // counted from 0; -1: no tour
  bool wants_link = false;  // copied into the clipboard
  bool wants_undo = false, wants_redo = false;
  bool can_undo = false, can_redo = false;
  bool posing = false;                // this frame becomes a picture: no buttons that only serve the pointer
  std::vector<std::string> revealed;  // predictions whose answer was asked for
};

/// What panels ask for. Done after the frame is drawn, since the snapshot they look at changes with it.
class ActionQueue {
 public:
  struct Entry {
    std::string origin;
    lessons::Action action;
  };

  void ask(std::string origin, lessons::Action action) { entries_.push_back({std::move(origin), std::move(action)}); }
  void ask_all(const std::string& origin, const std::vector<lessons::Action>& actions) {
    for (const lessons::Action& action : actions) ask(origin, action);
  }
  std::deque<Entry> take() { return std::move(entries_); }

 private:
  std::deque<Entry> entries_;
};

}  // namespace gradbox::ui
