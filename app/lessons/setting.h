#pragma once

#include <string>
#include <vector>

namespace gradbox::lessons {

enum class SettingType { Float, Int, Bool, Choice };

/// When a changed setting shows: `Live` from the next training step on, `Restart` by starting the run afresh, `Replay`
/// at once: the run starts afresh and is taken to where it was (short programs only).
enum class SettingEffect { Live, Restart, Replay };

/// One knob of a lesson. The value is a number whatever the type: 0 or 1 for Bool, the index for Choice.
struct Setting {
  std::string name;   // what the command line and links use: "lr"
  std::string label;  // what a person reads: "learning rate"
  SettingType type = SettingType::Float;
  double value = 0;
  double default_value = 0;
  double min = 0;  // smallest and largest allowed value, both inclusive
  double max = 1;
  bool log_scale = false;
  std::string unit;
  std::string help;
  std::vector<std::string> choices;  // of a Choice, in order
  SettingEffect effect = SettingEffect::Restart;
  bool is_trap = false;  // a mistake to switch on and watch fail; always a Bool
};

/// A Bool that is off: a mistake to switch on and watch fail.
Setting trap_setting(const char* name, const char* label, const char* help, SettingEffect effect);

/// The setting "lr" of a lesson that trains: logarithmic, and free to change under way.
Setting learning_rate(double value, double min, double max, const char* help);

Setting float_setting(const char* name, const char* label, double value, double min, double max);
Setting int_setting(const char* name, const char* label, double value, double min, double max);
Setting bool_setting(const char* name, const char* label, bool value);
Setting choice_setting(const char* name, const char* label, std::vector<std::string> choices, double index);

/// The value as a person types it: "1e-06", "16", "true", "adam".
std::string value_text(const Setting& setting, double value);

/// What may be typed: "a number from 1e-09 to 1", "one of adam, sgd".
std::string allowed_text(const Setting& setting);

/// The number that `text` stands for.
/// Throws: Error that names the setting and what is allowed
double parse_value(const Setting& setting, const std::string& text);

/// `value` itself, if the setting can take it.
/// Throws: Error that names the setting and what is allowed
double checked_value(const Setting& setting, double value);

/// The setting called `name`.
/// Throws: Error that lists the names there are
const Setting& find_setting(const std::vector<Setting>& settings, const std::string& name);
Setting& find_setting(std::vector<Setting>& settings, const std::string& name);

}  // namespace gradbox::lessons
