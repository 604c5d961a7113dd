#include "lessons/link.h"

#include <algorithm>
#include <cctype>
#include <cerrno>
#include <cstdlib>
#include <limits>

#include "gradbox/base/error.h"
#include "lessons/number_text.h"
#include "lessons/registry.h"

namespace gradbox::lessons {

const std::vector<std::string> kLinkViewKeys = {"stage",    "loss",   "theme", "place",  "code",  "zoom", "kept",
                                                "backward", "ledger", "costs", "camera", "folds", "find", "walk"};

namespace {

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/// "a%2Bb" -> "a+b"; a '%' that begins no code stays.
std::string decoded(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool code =
        text[i] == '%' && i + 2 < text.size() && hex_digit(text[i + 1]) >= 0 && hex_digit(text[i + 2]) >= 0;
    out += code ? static_cast<char>(16 * hex_digit(text[i + 1]) + hex_digit(text[i + 2])) : text[i];
    if (code) i += 2;
  }
  return out;
}

std::string encoded(const std::string& text) {
  constexpr const char* kHex = "0123456789ABCDEF";
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (std::isalnum(byte) != 0 || std::string_view("-._~@:,").find(c) != std::string_view::npos) {
      out += c;
    } else {
      out += {'%', kHex[byte >> 4], kHex[byte & 15]};
    }
  }
  return out;
}

bool whole_number(const std::string& text, int64_t most, int64_t& value) {
  errno = 0;
  char* end = nullptr;
  const long long number = std::strtoll(text.c_str(), &end, 10);
  if (text.empty() || text[0] < '0' || text[0] > '9' || *end != '\0' || errno != 0 || number > most) return false;
  value = number;
  return true;
}

class Reader {
 public:
  explicit Reader(Link& link) : link_(link) {}

  void lesson(const std::string& id) {
    if (id.empty()) return;
    try {
      info_ = &find_lesson(id);
      link_.run.lesson = info_->id;
      link_.run.seed = info_->default_seed;
    } catch (const Error& error) {
      ignore(error.what());
    }
  }

  void entry(const std::string& key, const std::string& value) {
    const bool for_view = std::find(kLinkViewKeys.begin(), kLinkViewKeys.end(), key) != kLinkViewKeys.end();
    if (for_view) {
      link_.view.emplace_back(key, value);
    } else if (!info_) {
      ignore(key + "=" + value + " belongs to a lesson, and the link names none that there is");
    } else if (key == "seed") {
      whole(key, value, std::numeric_limits<int64_t>::max(), link_.run.seed);
    } else if (key == "step") {
      link_.has_step = whole(key, value, kMostLinkSteps, link_.run.step);
    } else if (key == "speed") {
      speed(value);
    } else {
      setting(key, value);
    }
  }

  /// What can only be judged once everything is read.
  void finish() {
    std::vector<SettingChange>& changes = link_.run.changes;
    const auto too_late = [this](const SettingChange& change) {
      if (change.step <= link_.run.step) return false;
      ignore(change.name + "@" + std::to_string(change.step) + " lies behind the link's last step");
      return true;
    };
    changes.erase(std::remove_if(changes.begin(), changes.end(), too_late), changes.end());
    std::stable_sort(changes.begin(), changes.end(),
                     [](const SettingChange& a, const SettingChange& b) { return a.step < b.step; });
  }

 private:
  void ignore(const std::string& text) { link_.ignored.push_back(text); }

  bool whole(const std::string& key, const std::string& value, int64_t most, int64_t& out) {
    if (whole_number(value, most, out)) return true;
    ignore(key + " cannot be '" + value + "': it takes a whole number from 0 to " + std::to_string(most));
    return false;
  }

  void speed(const std::string& value) {
    char* end = nullptr;
    const double number = std::strtod(value.c_str(), &end);
    if (!value.empty() && *end == '\0' && number >= 0 && number <= 1e9) {
      link_.speed = number;
    } else {
      ignore("speed cannot be '" + value + "': it takes steps a second, or 0 for as fast as possible");
    }
  }

  void setting(const std::string& key, const std::string& value) {
    const std::size_t at = key.find('@');
    SettingChange change;
    change.name = key.substr(0, at);
    if (at != std::string::npos && !whole(key, key.substr(at + 1), kMostLinkSteps, change.step)) return;
    try {
      const Setting& known = find_setting(info_->settings, change.name);
      change.value = parse_value(known, value);
      GRADBOX_CHECK(change.step == 0 || known.effect == SettingEffect::Live, "setting '", change.name,
                    "' cannot change under way");
    } catch (const Error& error) {
      ignore(error.what());
      return;
    }
    (change.step == 0 ? link_.run.settings : link_.run.changes).push_back(change);
  }

  Link& link_;
  const LessonInfo* info_ = nullptr;
};

void append(std::string& out, const std::string& key, const std::string& value) {
  out += (out.find('?') == std::string::npos ? '?' : '&') + encoded(key) + "=" + encoded(value);
}

}  // namespace

Link parse_link(std::string_view text) {
  Link link;
  if (const std::size_t hash = text.find('#'); hash != std::string_view::npos) {
    text.remove_prefix(hash + 1);
  } else if (text.find("://") != std::string_view::npos) {
    return link;
  }
  const std::size_t question = text.find('?');
  Reader reader(link);
  reader.lesson(decoded(text.substr(0, question)));
  std::string_view rest = question == std::string_view::npos ? std::string_view() : text.substr(question + 1);
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find('&'), rest.size());
    const std::string_view entry = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    const std::size_t equals = entry.find('=');
    const std::string_view value = equals == std::string_view::npos ? std::string_view() : entry.substr(equals + 1);
    if (!entry.empty()) reader.entry(decoded(entry.substr(0, equals)), decoded(value));
  }
  reader.finish();
  return link;
}

RunState run_of(const Snapshot& snapshot) {
  RunState run;
  run.lesson = snapshot.lesson;
  run.seed = snapshot.seed;
  for (std::size_t i = 0; i < snapshot.settings.size() && i < snapshot.initial_values.size(); ++i) {
    const Setting& setting = snapshot.settings[i];
    const double value = snapshot.initial_values[i];
    if (value != setting.default_value) run.settings.push_back({0, setting.name, value});
  }
  run.changes = snapshot.changes;
  run.step = snapshot.step + (snapshot.error.empty() ? 0 : 1);
  return run;
}

std::string link_text(const Link& link) {
  std::string out = "#" + encoded(link.run.lesson);
  if (!link.run.lesson.empty()) {
    const LessonInfo& info = find_lesson(link.run.lesson);
    const auto write = [&](const SettingChange& one, const std::string& key) {
      append(out, key, value_text(find_setting(info.settings, one.name), one.value));
    };
    for (const SettingChange& one : link.run.settings) write(one, one.name);
    if (link.run.seed != info.default_seed) append(out, "seed", std::to_string(link.run.seed));
    for (const SettingChange& one : link.run.changes) write(one, one.name + "@" + std::to_string(one.step));
    if (link.run.step > 0) append(out, "step", std::to_string(link.run.step));
    if (link.speed >= 0 && link.speed != info.default_speed) append(out, "speed", shortest(link.speed, false));
  }
  for (const auto& [key, value] : link.view) append(out, key, value);
  return out;
}

}  // namespace gradbox::lessons
