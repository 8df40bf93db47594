// What banks and payment providers send, and what readers type.

#include "support/currency.h"
#include "support/json.h"
#include "support/offer.h"
#include "support/providers/bank/reference.h"
#include "support/providers/stripe/stripe_events.h"
#include "support/providers/stripe/stripe_signature.h"
#include "support/statement.h"

#include <cstddef>
#include <cstdint>

using namespace broadsheet;

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size)
{
    std::string_view const text{reinterpret_cast<char const*>(data), size};
    auto const euro = *support::find_currency("EUR");
    auto const visit = [](support::Booking const& booking) -> Result<void> {
        VERIFY(!booking.id.empty() && booking.text.size() <= 2 * support::StatementLimits::text);
        return {};
    };
    (void)support::read_statement(text, euro, visit);
    (void)support::read_camt053(text, visit);
    if (auto const amount = support::read_amount(text, euro); amount.fault == support::AmountFault::none)
        VERIFY(support::read_amount(support::plain_amount(amount.minor, euro), euro).minor == amount.minor);
    for (auto const& reference : support::find_references(text))
        VERIFY(support::find_references(reference) == std::vector{reference});
    (void)support::has_slip_of_reference(text);
    VERIFY(!support::stripe::check_signature(text, "{}", "whsec_1", 1'700'000'000'000).ok());
    if (auto const event = support::parse_json(text); event.ok())
        if (auto const gist = support::stripe::gist_of(*event, false))
            VERIFY(support::stripe::read_gist(gist->content).ok());
    if (auto const offer = support::offer_from_json(text); offer.ok())
        VERIFY(*support::offer_from_json(support::to_json(*offer)) == *offer);
    return 0;
}
