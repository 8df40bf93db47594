#pragma once

#include "desk/visit.h"
#include "support/settings.h"

#include <string>

namespace broadsheet::desk {

// What a reader has chosen to give, as it travels from page to page in the address: the server keeps nothing
// of it.
struct Choice {
    support::SupportSettings settings;
    support::Frequency frequency = support::Frequency::once;
    support::Currency currency;
    std::string typed; // the amount in the reader's own digits; "": one of those suggested
    std::string suggested; // for the frequency: "5"
    std::string appeal; // where the reader came from
    std::string variant;
    // What a link asks for and is not offered (any more). An amount in another currency is not taken over.
    bool is_currency_unknown = false;
    bool is_frequency_unknown = false;

    // From the query, and from the posted form; what is missing or unknown is as at first.
    static Result<Choice> from_query(Visit const&);
    static Result<Choice> from_form(Visit const&);

    support::Offer const& offer() const { return settings.offer; }
    support::Amounts const& amounts() const { return offer().amounts(frequency, currency); }
    // Returns the amount, or what is wrong with it.
    support::TypedAmount amount() const;
    // What is to be said of what is not offered, in English, a key for translation; "": nothing.
    std::string_view trouble() const;
    // Returns the amount to mark at a frequency.
    std::int64_t minor_for(support::Frequency, std::int64_t otherwise) const;
    // "frequency=monthly&currency=EUR&…", to come back with.
    std::string query() const;
};

// The form, with what is wrong with the amount beside it ("": nothing yet).
Result<http::Response> show_choice(Visit const&, Choice const&, std::string const& trouble);

} // namespace broadsheet::desk
