#pragma once

#include "desk/visit.h"

#include <optional>

namespace broadsheet::desk {

inline constexpr std::string_view proof_script_path = "/newsletter/sign-up/proof.js";

// A form that asks for a letter to an address.
struct LetterForm {
    std::string path; // it is posted to, without the language
    std::string address;
    std::vector<std::string_view> chosen; // slugs of newsletters
    std::string_view place;
};

// Lets the form in and returns nothing; or the answer that stops it: the page that asks for proof first, or
// that everybody gets enough letters (503), or, as if one had been sent, `sent` where only this address does.
// `limit` where too many come from there.
Result<std::optional<http::Response>> stopped_at_gate(Visit const&, LetterForm const&, std::string_view sent);

} // namespace broadsheet::desk
