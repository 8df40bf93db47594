#include "templates/collections.h"
#include "templates/renderer.h"

#include <fmt/format.h>

namespace broadsheet::templates {

namespace {

// Puts the indentation before each line from `start` on, but not after a last line end.
void indent_lines(std::string& out, std::size_t start, std::string_view indent)
{
    auto text = out.substr(start);
    out.resize(start);
    for (std::size_t at = 0; at < text.size();) {
        auto end = text.find('\n', at);
        end = end == std::string::npos ? text.size() : end + 1;
        out.append(indent).append(text, at, end - at);
        at = end;
    }
}

// The surroundings a partial sees: those of its tag and, if that is {{#> name}}…{{/name}}, the block, the
// inline partials in it, and one more step in the chain of @../data.
struct PartialSite {
    PartialSite(Body const* body, Frame const& around)
        : frame(around)
        , around_block(around)
        , data{{}, around.data}
    {
        if (!body)
            return;
        frame.partial_block = &block.emplace(*body, around);
        frame.data = &data;
        if (body->inlines.size() > 0)
            frame.inlines = around_block.inlines = &inlines.emplace(*body, around_block, around.inlines);
    }
    PartialSite(PartialSite const&) = delete;
    PartialSite& operator=(PartialSite const&) = delete;

    Frame frame;
    Frame around_block;
    DataFrame data;
    std::optional<Closure> block;
    std::optional<InlineScope> inlines;
};

} // namespace

Result<void> Renderer::run_partial(Program const& program, PartialCall const& call, Frame const& frame)
{
    Level level(depth_);
    TRY(spend(program, call.offset, 1));
    Value context;
    if (call.has_context)
        context = TRY(evaluate(program, call.context, frame));
    else if (frame.scope && !program.options.explicit_partial_context)
        context = frame.scope->context;
    auto start = out_->size();
    if (call.hash_keys.size() > 0) {
        Overlay with_hash(context, TRY(evaluate_hash(program, call.hash_keys, call.hash_values, frame)));
        TRY(run_partial_with(program, call, frame, Value::borrow(with_hash)));
    } else {
        TRY(run_partial_with(program, call, frame, context));
    }
    if (!call.indent.empty() && !program.options.prevent_indent)
        indent_lines(*out_, start, call.indent);
    return {};
}

Result<void> Renderer::run_partial_with(
    Program const& program, PartialCall const& call, Frame const& frame, Value const& context)
{
    if (program.options.prevent_indent)
        out_->append(call.indent);
    std::string dynamic_name;
    auto name = call.name;
    if (call.is_dynamic) {
        dynamic_name = TRY(evaluate(program, call.dynamic_name, frame)).text();
        name = dynamic_name;
    }
    PartialSite site(program.body(call.body), frame);
    if (call.is_partial_block && frame.partial_block)
        return run_partial_block(program, *frame.partial_block, site.frame, context);
    if (auto inline_partial = TRY(find_inline(name, frame)))
        return run_closure(program, *inline_partial, site.frame, context);
    auto const* file = call.program;
    if (call.is_dynamic) {
        auto found = set_.partials.find(name);
        file = found == set_.partials.end() ? nullptr : found->second.get();
    }
    if (file)
        return run_file(*file, site.frame, context);
    if (site.block)
        return run_partial_block(program, *site.block, site.frame, context);
    return at(program, call.offset,
        invalid(fmt::format("The partial {} could not be found: check its name", name)));
}

Result<std::optional<Closure>> Renderer::find_inline(std::string_view name, Frame const& frame)
{
    for (auto const* scope = frame.inlines; scope; scope = scope->outer) {
        auto const& program = *scope->body.program;
        for (auto i = scope->body.inlines.end; i > scope->body.inlines.begin; --i) {
            auto const& candidate = program.inlines[i - 1];
            TRY(spend(program, 0, 1));
            auto candidate_name = TRY(evaluate(program, candidate.name, scope->frame));
            if (candidate_name.string() == name)
                return std::optional<Closure>(Closure{program.bodies[candidate.body], scope->frame});
        }
    }
    return std::optional<Closure>{};
}

// Runs an inline partial: it sees the names around its definition, but the @data and partial block of its
// use.
Result<void> Renderer::run_closure(
    Program const& user, Closure const& closure, Frame const& site, Value const& context)
{
    Frame frame = closure.frame;
    frame.data = site.data;
    frame.partial_block = site.partial_block;
    if (closure.body.program == &user)
        frame.inlines = site.inlines;
    return enter(closure.body, frame, context);
}

// Runs {{> @partial-block}}: inside it, that name is the block around the place where it was written.
Result<void> Renderer::run_partial_block(
    Program const& user, Closure const& block, Frame const& site, Value const& context)
{
    Frame inner_site = site;
    DataFrame data{{}, site.data};
    inner_site.data = &data;
    inner_site.partial_block = block.frame.partial_block;
    return run_closure(user, block, inner_site, context);
}

Result<void> Renderer::run_file(
    Program const& partial, Frame const& site, Value const& context, With const& with)
{
    Frame frame;
    frame.scope = partial.options.compat ? site.scope : nullptr;
    frame.data = site.data;
    frame.inlines = site.inlines;
    frame.partial_block = site.partial_block;
    return enter(partial.bodies[partial.main], frame, context, with);
}

} // namespace broadsheet::templates
