#include "site/head.h"

#include "site/appeals/appeal_html.h"
#include "site/helpers/helpers.h"
#include "site/helpers/support.h"
#include "site/metadata.h"

namespace broadsheet::site {

void add_head_helpers(Helpers& helpers)
{
    helpers.add("ghost_head", [](Call const& call) -> Result<Value> {
        auto const& rendering = rendering_of(call);
        return Value::safe(head_of(rendering) + appeal_head(rendering));
    });
    helpers.add("ghost_foot",
        [](Call const& call) -> Result<Value> { return Value::safe(foot_of(rendering_of(call))); });
    helpers.add(
        "meta_title", [](Call const& call) -> Result<Value> { return Value(title_of(rendering_of(call))); });
    helpers.add("meta_description",
        [](Call const& call) -> Result<Value> { return Value(description_of(rendering_of(call))); });
}

} // namespace broadsheet::site
