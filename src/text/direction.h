#pragma once

#include <string>
#include <string_view>

namespace broadsheet::text {

// Returns whether a tag is well formed: the language, script, region and variant parts of BCP 47
// (https://www.rfc-editor.org/rfc/rfc5646#section-2.1), at most 35 characters; no extensions, no private use.
bool is_valid_language(std::string_view tag);

// Returns whether the language is written from right to left; a script in the tag decides ("az-Arab" is,
// "ar-Latn" is not).
bool is_right_to_left(std::string_view tag);

// Returns "rtl" or "ltr", for the dir attribute.
inline std::string_view direction_of(std::string_view tag)
{
    return is_right_to_left(tag) ? "rtl" : "ltr";
}

// Returns the language's own name for itself ("English", "русский"), or the tag where Unicode's data (CLDR)
// has none. Thread-safe.
std::string native_language_name(std::string_view tag);

// Returns the language's code in ISO 639-3 ("eng", "rus"), without script and region; "und" for an unknown
// one.
std::string three_letter_language(std::string_view tag);

} // namespace broadsheet::text
