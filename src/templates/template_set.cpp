#include "templates/template_set.h"

#include "templates/compiler.h"
#include "templates/renderer.h"

#include <fmt/format.h>

namespace broadsheet::templates {

namespace {

Result<Programs> compile_all(std::vector<Source> sources, Helpers const& helpers, Options const& options)
{
    Programs programs;
    for (auto& source : sources) {
        auto name = source.name;
        auto program = TRY(compile(std::move(source), helpers, options));
        if (!programs.emplace(name, std::move(program)).second)
            return invalid(fmt::format("there are two templates named '{}'; remove one", name));
    }
    return programs;
}

// Spares the render the search for partials named as they are.
void link(Programs const& programs, Programs const& partials)
{
    for (auto const& [name, program] : programs) {
        for (auto& call : program->partials) {
            auto found = partials.find(call.name);
            if (!call.is_dynamic && found != partials.end())
                call.program = found->second.get();
        }
    }
}

} // namespace

TemplateSet::TemplateSet(std::unique_ptr<State> state)
    : state_(std::move(state))
{
}

TemplateSet::TemplateSet(TemplateSet&&) noexcept = default;
TemplateSet& TemplateSet::operator=(TemplateSet&&) noexcept = default;
TemplateSet::~TemplateSet() = default;

Result<TemplateSet> TemplateSet::compile(
    std::vector<Source> templates, std::vector<Source> partials, Helpers helpers, Options const& options)
{
    auto state = std::make_unique<State>();
    state->helpers = std::move(helpers);
    state->helper_missing = state->helpers.find("helperMissing");
    state->block_helper_missing = state->helpers.find("blockHelperMissing");
    state->templates = TRY(compile_all(std::move(templates), state->helpers, options));
    state->partials = TRY(compile_all(std::move(partials), state->helpers, options));
    link(state->templates, state->partials);
    link(state->partials, state->partials);
    return TemplateSet(std::move(state));
}

bool TemplateSet::has(std::string_view name) const
{
    return state_->templates.contains(name);
}

bool TemplateSet::has_partial(std::string_view name) const
{
    return state_->partials.contains(name);
}

std::vector<std::string_view> TemplateSet::names() const
{
    std::vector<std::string_view> names;
    for (auto const& [name, program] : state_->templates)
        names.push_back(name);
    return names;
}

Result<void> TemplateSet::render(std::string& out, std::string_view name, RenderContext const& context) const
{
    return Renderer(*state_, context).run(out, name);
}

Result<std::string> TemplateSet::render(std::string_view name, RenderContext const& context) const
{
    std::string page;
    TRY(render(page, name, context));
    return page;
}

} // namespace broadsheet::templates
