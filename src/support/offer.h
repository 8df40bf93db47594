#pragma once

#include "support/currency.h"

#include <array>
#include <map>
#include <string>
#include <vector>

namespace broadsheet::support {

enum class Frequency { once, monthly, annual };

inline constexpr std::array all_frequencies = {Frequency::once, Frequency::monthly, Frequency::annual};

std::string_view name_of(Frequency);
Result<Frequency> frequency_from(std::string_view);

// What can be given at one frequency in one currency, in minor units.
struct Amounts {
    static constexpr std::size_t most_suggested = 8;

    std::int64_t minimum = 0;
    std::int64_t maximum = 0;
    std::vector<std::int64_t> suggested;
    std::int64_t chosen = 0; // the one that is marked when the form opens; 0: none
    // Returns why they cannot be offered.
    Result<void> check() const;
    bool operator==(Amounts const&) const = default;
};

// The one table of limits: the form shows it, and the server refuses by it.
class Offer {
public:
    static constexpr std::size_t most_currencies = 30;

    using ByFrequency = std::array<Amounts, all_frequencies.size()>;

    // In euros and US dollars, from two a month.
    static Offer initial();

    // Returns why it cannot be offered, naming currency, frequency and amount.
    Result<void> check() const;

    // In the order they are offered; never empty once checked.
    std::vector<Currency> const& currencies() const { return currencies_; }
    // Returns the currency of that code if it is offered, else the first.
    Currency const& currency_or_first(std::string_view code) const;
    // Only for an offered currency.
    Amounts const& amounts(Frequency, Currency const&) const;
    // Adds a currency, or replaces its amounts.
    void set(Currency const&, ByFrequency);

    // Returns whether an amount can be given: too_small, too_large or none.
    AmountFault fault_of(std::int64_t minor, Frequency, Currency const&) const;

    bool operator==(Offer const&) const = default;

private:
    std::vector<Currency> currencies_;
    std::map<std::string_view, ByFrequency> amounts_;
};

// As it stands in the database; `invalid` says what is wrong with it.
std::string to_json(Offer const&);
Result<Offer> offer_from_json(std::string_view);

} // namespace broadsheet::support
