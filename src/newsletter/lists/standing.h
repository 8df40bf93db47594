#pragma once

#include "newsletter/lists/columns.h"

namespace broadsheet::newsletter {

// Whether somebody on a list is to be written to, as the list says it.
enum class Standing {
    active,
    never_confirmed, // has not agreed there
    ended, // has left, or was blocked
};

// Reads who has left from the columns of any program's list: `status`, `subscribed`, `unsubscribed`,
// `bounced`, `deleted_at` and their like in English, German, Polish and Russian. Nothing is guessed: a column
// or a value that may say it and is not understood is an error, `invalid`, which says what to write instead.
class StandingColumns {
public:
    static Result<StandingColumns> of(Columns const&);
    Result<Standing> standing(CsvRow const&) const;
    // Names of the columns that do not say it, as far as is known here.
    std::vector<std::string> const& passed_over() const { return passed_over_; }

private:
    enum class Meaning { nothing, status, positive, negative, confirmed };
    struct Column {
        std::size_t at = 0;
        std::string name;
        Meaning meaning = Meaning::nothing;
    };

    static Result<Meaning> meaning_of(std::string const& name);
    static Result<Standing> read(Column const&, std::string_view value);

    std::vector<Column> columns_;
    std::vector<std::string> passed_over_;
};

} // namespace broadsheet::newsletter
