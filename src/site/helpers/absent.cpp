#include "site/helpers/helpers.h"
#include "site/helpers/support.h"

namespace broadsheet::site {

namespace {

// What Ghost has and a newspaper without members, comments or payments answers with nothing.
Result<Value> nothing(Call const& call)
{
    if (call.is_block())
        TRY(call.inverse(call.context()));
    return Value();
}

Result<Value> zero(Call const& call)
{
    if (call.is_block())
        TRY(call.inverse(call.context()));
    return Value("0");
}

} // namespace

void add_absent_helpers(Helpers& helpers)
{
    for (auto const* name : {"comments", "comment_count", "cancel_link", "price", "tiers", "recommendations",
             "content_api_key", "content_api_url", "facebook_url", "twitter_url", "social_url",
             "social_accounts", "collection", "subscribe_form", "input_email", "input_password"})
        helpers.add(name, nothing);
    for (auto const* name : {"total_members", "total_paid_members"})
        helpers.add(name, zero);
}

} // namespace broadsheet::site
