#include "site/appeals/appeal_html.h"
#include "site/helpers/helpers.h"
#include "site/helpers/support.h"

namespace broadsheet::site {

namespace {

Result<Value> appeal_bar(Call const& call)
{
    auto& appeals = rendering_of(call).appeals;
    if (!appeals.bar || std::exchange(appeals.is_bar_written, true))
        return Value();
    return Value::safe(TRY(appeal_html(rendering_of(call), *appeals.bar, newsroom::Placement::bar)));
}

Result<Value> appeal_message(Call const& call)
{
    auto& appeals = rendering_of(call).appeals;
    if (!appeals.message || std::exchange(appeals.is_message_written, true))
        return Value();
    return Value::safe(TRY(appeal_html(rendering_of(call), *appeals.message, newsroom::Placement::message)));
}

} // namespace

void add_appeal_helpers(Helpers& helpers)
{
    helpers.add("appeal_bar", appeal_bar);
    helpers.add("appeal_message", appeal_message);
}

} // namespace broadsheet::site
