#include "lessons/setting.h"

#include <algorithm>
#include <cctype>
#include <cmath>
#include <cstdlib>
#include <utility>

#include "gradbox/base/error.h"
#include "lessons/number_text.h"

namespace gradbox::lessons {

namespace {

std::string joined(const std::vector<std::string>& words) {
  std::string out;
  for (const std::string& word : words) out += (out.empty() ? "" : ", ") + word;
  return out;
}

std::string lower(std::string text) {
  for (char& c : text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return text;
}

[[noreturn]] void refuse(const Setting& setting, const std::string& given) {
  fail("setting '", setting.name, "' cannot be ", given, ": it takes ", allowed_text(setting));
}

double parse_number(const Setting& setting, const std::string& text) {
  char* end = nullptr;
  const double value = std::strtod(text.c_str(), &end);
  const bool starts_well = !text.empty() && std::isspace(static_cast<unsigned char>(text[0])) == 0;
  if (!starts_well || *end != '\0') refuse(setting, "'" + text + "'");
  if (!std::isfinite(value) || value < setting.min || value > setting.max) refuse(setting, text);
  if (setting.type == SettingType::Int && value != std::floor(value)) refuse(setting, text);
  return value;
}

double parse_bool(const Setting& setting, const std::string& text) {
  const std::string word = lower(text);
  if (word == "true" || word == "on" || word == "yes" || word == "1") return 1;
  if (word == "false" || word == "off" || word == "no" || word == "0") return 0;
  refuse(setting, "'" + text + "'");
}

template <class Settings>
auto& find_in(Settings& settings, const std::string& name) {
  for (auto& setting : settings) {
    if (setting.name == name) return setting;
  }
  std::vector<std::string> names;
  for (const Setting& setting : settings) names.push_back(setting.name);
  fail("there is no setting '", name, "'; there are: ", joined(names));
}

}  // namespace

Setting float_setting(const char* name, const char* label, double value, double min, double max) {
  Setting setting;
  setting.name = name;
  setting.label = label;
  setting.value = setting.default_value = value;
  setting.min = min;
  setting.max = max;
  return setting;
}

Setting learning_rate(double value, double min, double max, const char* help) {
  Setting lr = float_setting("lr", "learning rate", value, min, max);
  lr.log_scale = true;
  lr.effect = SettingEffect::Live;
  lr.help = help;
  return lr;
}

Setting int_setting(const char* name, const char* label, double value, double min, double max) {
  Setting setting = float_setting(name, label, value, min, max);
  setting.type = SettingType::Int;
  return setting;
}

Setting bool_setting(const char* name, const char* label, bool value) {
  Setting setting = float_setting(name, label, value ? 1 : 0, 0, 1);
  setting.type = SettingType::Bool;
  return setting;
}

Setting trap_setting(const char* name, const char* label, const char* help, SettingEffect effect) {
  Setting setting = bool_setting(name, label, false);
  setting.is_trap = true;
  setting.help = help;
  setting.effect = effect;
  return setting;
}

Setting choice_setting(const char* name, const char* label, std::vector<std::string> choices, double index) {
  Setting setting = float_setting(name, label, index, 0, static_cast<double>(choices.size()) - 1);
  setting.type = SettingType::Choice;
  setting.choices = std::move(choices);
  return setting;
}

std::string value_text(const Setting& setting, double value) {
  switch (setting.type) {
    case SettingType::Bool:
      return value != 0 ? "true" : "false";
    case SettingType::Choice:
      return setting.choices.at(static_cast<std::size_t>(value));
    default:
      return shortest(value, false);
  }
}

std::string allowed_text(const Setting& setting) {
  switch (setting.type) {
    case SettingType::Bool:
      return "true or false";
    case SettingType::Choice:
      return "one of " + joined(setting.choices);
    case SettingType::Int:
      return "a whole number from " + shortest(setting.min, false) + " to " + shortest(setting.max, false);
    default:
      return "a number from " + shortest(setting.min, false) + " to " + shortest(setting.max, false);
  }
}

double parse_value(const Setting& setting, const std::string& text) {
  switch (setting.type) {
    case SettingType::Bool:
      return parse_bool(setting, text);
    case SettingType::Choice: {
      const auto found = std::find(setting.choices.begin(), setting.choices.end(), lower(text));
      if (found == setting.choices.end()) refuse(setting, "'" + text + "'");
      return static_cast<double>(found - setting.choices.begin());
    }
    default:
      return parse_number(setting, text);
  }
}

double checked_value(const Setting& setting, double value) {
  const bool in_range = std::isfinite(value) && value >= setting.min && value <= setting.max;
  const bool whole = setting.type == SettingType::Float || value == std::floor(value);
  if (!in_range || !whole) refuse(setting, shortest(value, false));
  return value;
}

const Setting& find_setting(const std::vector<Setting>& settings, const std::string& name) {
  return find_in(settings, name);
}

Setting& find_setting(std::vector<Setting>& settings, const std::string& name) { return find_in(settings, name); }

}  // namespace gradbox::lessons
