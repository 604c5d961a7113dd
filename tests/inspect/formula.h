#pragma once

#include <functional>
#include <string>

namespace gradbox::testing {

/// Works out a formula of inspect/rule_list.cpp: numbers, names, + - * / ^, comparisons, functions.
/// Throws: std::runtime_error where it is not written as it should be
double evaluate(const std::string& formula, const std::function<double(const std::string&)>& value_of);

}  // namespace gradbox::testing
