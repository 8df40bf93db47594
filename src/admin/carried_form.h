#pragma once

#include "base/form.h"
#include "base/result.h"

#include <string>
#include <string_view>

namespace broadsheet::admin {

// In bytes of what is carried, and in fields and files.
struct CarriedFormLimits {
    static constexpr std::size_t bytes = 2 * 1024 * 1024; // as base64 well below what a form of ours may have
    static constexpr std::size_t target = 2'000;
    static constexpr std::size_t fields = 600;
};

// A form that came when its sender could not be let in with it: carried through signing in or confirming as
// one hidden field, and then offered to be sent after all. Text fields are carried whole, files by their
// names alone, passwords and the token of the session not at all.
struct CarriedForm {
    std::string target; // path and query, below /admin/
    FormFields fields;
    FormFields files; // field and the file's own name

    bool operator==(CarriedForm const&) const = default;

    // Returns it as the hidden field's text; `limit` where it is too long to be carried.
    Result<std::string> text() const;
    // Reads such a text; `invalid` where it is none, or leads elsewhere than to the newsroom's pages.
    static Result<CarriedForm> read(std::string_view text);
};

// Whether a field of that name is carried.
bool is_carried(std::string_view field);

} // namespace broadsheet::admin
