#pragma once

#include <string>
#include <string_view>

// The values that attributes may have. Each function takes a decoded value and returns it as it may be
// written, in one form for all ways to write it, or "" when it may not.
namespace broadsheet::html::values {

std::string text(std::string_view);
std::string number(std::string_view);
std::string pixels(std::string_view);
std::string language(std::string_view);
std::string date_time(std::string_view);
std::string media_type(std::string_view);
std::string css_condition(std::string_view);
std::string direction(std::string_view);
std::string loading(std::string_view);
std::string preload(std::string_view);
std::string alignment(std::string_view);
std::string scope(std::string_view);
std::string track_kind(std::string_view);
std::string numbering(std::string_view);
std::string signed_number(std::string_view);
std::string id(std::string_view);
std::string link(std::string_view);
std::string poster(std::string_view);
std::string classes(std::string_view);

} // namespace broadsheet::html::values
