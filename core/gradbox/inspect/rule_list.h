#pragma once

namespace gradbox::inspect {

/// Note [Rules as text]
/// The list of derivatives that the playground shows, one entry a node. `lines` holds `input: formula`, parted by `;`.
/// A note follows a `|`. A formula that begins with `~` does not hold element by element. Formulas are written with
/// + - * / ^, comparisons, and functions of numbers, so that a test can work them out and compare them with what the
/// engine gives.
struct RuleEntry {
  const char* node;
  const char* forward;
  const char* lines;
};

extern const RuleEntry kRules[];
extern const int kRuleCount;

}  // namespace gradbox::inspect
