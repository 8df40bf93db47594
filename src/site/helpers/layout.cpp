#include "site/helpers/helpers.h"
#include "site/helpers/support.h"
#include "site/shared_fragment.h"

namespace broadsheet::site {

namespace {

// {{#contentFor "head"}}…{{/contentFor}} is kept until the layout writes {{{block "head"}}}.
Result<Value> content_for(Call const& call)
{
    if (call.is_block())
        rendering_of(call).blocks[call[0].text()] += TRY(call.captured(call.context()));
    return Value();
}

Result<Value> block(Call const& call)
{
    auto const& blocks = rendering_of(call).blocks;
    auto found = blocks.find(call[0].text());
    return found == blocks.end() ? Value() : Value::safe(found->second);
}

Result<Value> cached(Call const& call)
{
    if (!call.is_block())
        return Value();
    auto& rendering = rendering_of(call);
    auto const name = Fragments::Name(call.block(), rendering.language);
    call.write(TRY(shared_fragment(rendering, name, [&] { return call.captured(call.context()); })));
    return Value();
}

} // namespace

void add_layout_helpers(Helpers& helpers)
{
    helpers.add("contentFor", content_for);
    helpers.add("block", block);
    helpers.add("cached", cached);
}

} // namespace broadsheet::site
