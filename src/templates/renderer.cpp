#include "templates/renderer.h"

#include "templates/builtins.h"
#include "templates/collections.h"
#include "templates/location.h"

#include <array>
#include <fmt/format.h>

namespace broadsheet::templates {

Result<void> Renderer::run(std::string& out, std::string_view name)
{
    auto found = set_.templates.find(name);
    if (found == set_.templates.end())
        return not_found(fmt::format("there is no template '{}'", name));
    out_ = &out;
    return run_page(*found->second, context_.root);
}

Result<void> Renderer::run_page(Program const& program, Value const& root)
{
    Level level(depth_);
    root_ = root;
    if (program.layout.empty())
        return enter(program.bodies[program.main], {}, root);
    auto offset = static_cast<std::uint32_t>(program.layout.data() - program.source.data());
    auto layout = set_.templates.find(program.layout);
    if (layout == set_.templates.end())
        return at(program, offset,
            invalid(fmt::format("there is no template '{}' for this layout", program.layout)));
    TRY(spend(program, offset, 1));
    auto body = TRY(capture([&] { return enter(program.bodies[program.main], {}, root); }));
    Overlay with_body(root, {{"body"_key, Value::safe(std::move(body))}});
    return run_page(*layout->second, Value::borrow(with_body));
}

// Runs a body with a context, which becomes the innermost one unless it is that already.
Result<void> Renderer::enter(Body const& body, Frame const& around, Value const& context, With const& with)
{
    Level level(depth_);
    TRY(spend(*body.program, 0, 1));
    Frame outer = around;
    InlineScope inlines{body, outer, around.inlines};
    if (body.inlines.size() > 0)
        outer.inlines = &inlines;

    Frame frame = outer;
    Scope scope{context, around.scope};
    if (!around.scope || !context.is_same(around.scope->context))
        frame.scope = &scope;
    DataFrame data{with.data, around.data};
    if (!with.data.empty())
        frame.data = &data;
    BlockParams params{with.params, around.block_params};
    if (body.block_params > 0)
        frame.block_params = &params;

    for (auto i = body.statements.begin; i < body.statements.end; ++i)
        TRY(run_statement(*body.program, body.program->statements[i], frame));
    return {};
}

// Returns what `run` writes.
Result<std::string> Renderer::capture(std::function<Result<void>()> const& run)
{
    std::string captured;
    auto* out = std::exchange(out_, &captured);
    set_aside_ += out->size();
    auto result = run();
    set_aside_ -= out->size();
    out_ = out;
    if (!result)
        return std::move(result).error();
    return captured;
}

Result<void> Renderer::run_statement(Program const& program, Statement const& statement, Frame const& frame)
{
    TRY(spend(program, statement.offset, 1));
    switch (statement.kind) {
    case Statement::Kind::text:
        out_->append(statement.text);
        return {};
    case Statement::Kind::escaped:
    case Statement::Kind::unescaped:
        return write(program, statement, frame);
    case Statement::Kind::block:
        return run_block(program, statement, frame);
    case Statement::Kind::partial:
        return run_partial(program, program.partials[statement.index], frame);
    }
    return {};
}

Result<void> Renderer::write(Program const& program, Statement const& statement, Frame const& frame)
{
    auto value = TRY(invoke(program, program.invocations[statement.index], frame));
    bool is_escaped = statement.kind == Statement::Kind::escaped && !value.is_safe();
    if (is_escaped && value.is_string())
        append_escaped(*out_, value.string());
    else if (is_escaped && value.list())
        append_escaped(*out_, value.text());
    else
        append_text(*out_, value);
    return {};
}

Result<void> Renderer::run_block(Program const& program, Statement const& statement, Frame const& frame)
{
    auto const& invocation = program.invocations[statement.index];
    bool is_helper = invocation.kind == Invocation::Kind::helper
        || (invocation.kind == Invocation::Kind::ambiguous && invocation.helper);
    auto run = [&](Call& call) -> Result<Value> {
        call.is_block_ = true;
        call.fn_ = program.body(statement.body);
        call.inverse_ = program.body(statement.inverse);
        auto result = field_or_helper(program, invocation, frame, call);
        if (!result || is_helper)
            return result;
        return run_field_block(program, invocation, call, *result);
    };
    auto written = TRY(with_call(program, invocation, frame, run));
    append_text(*out_, written);
    return {};
}

// A block whose name is a field, not a helper: `blockHelperMissing`.
Result<Value> Renderer::run_field_block(
    Program const& program, Invocation const& invocation, Call& call, Value const& value)
{
    if (set_.block_helper_missing) {
        call.arguments_ = {&value, 1};
        return run_helper(program, invocation, *set_.block_helper_missing, call);
    }
    bool is_boolean = value.kind() == Value::Kind::boolean;
    if (value.is_nothing() || (is_boolean && !value.boolean()))
        TRY(call.inverse(call.context()));
    else if (is_boolean)
        TRY(call.fn(call.context()));
    else if (value.list())
        TRY(run_each(call, value));
    else
        TRY(call.fn(value));
    return Value();
}

Result<Value> Renderer::evaluate(Program const& program, Expression expression, Frame const& frame)
{
    switch (expression.kind) {
    case Expression::Kind::literal:
        return program.literals[expression.index];
    case Expression::Kind::path:
        return follow(program, program.paths[expression.index], frame, false);
    case Expression::Kind::call:
        return invoke(program, program.invocations[expression.index], frame);
    }
    return Value();
}

Result<std::vector<Variable>> Renderer::evaluate_hash(
    Program const& program, Range keys, std::uint32_t values, Frame const& frame)
{
    std::vector<Variable> hash;
    hash.reserve(keys.size());
    for (std::uint32_t i = 0; i < keys.size(); ++i)
        hash.push_back(
            {program.keys[keys.begin + i], TRY(evaluate(program, program.expressions[values + i], frame))});
    return hash;
}

namespace {

// Returns what is `steps` further out in a chain of surroundings, if it is so long.
template <typename Surroundings>
Surroundings const* outwards(Surroundings const* innermost, std::uint32_t steps)
{
    for (; steps > 0 && innermost; --steps)
        innermost = innermost->outer;
    return innermost;
}

Value block_param(Path const& path, Frame const& frame)
{
    auto const* params = outwards(frame.block_params, path.up);
    return params && path.param < params->values.size() ? params->values[path.param] : Value();
}

} // namespace

Value Renderer::from_context(
    Program const& program, Path const& path, Frame const& frame, std::uint32_t& next_key) const
{
    auto const* scope = outwards(frame.scope, path.up);
    bool looks_around = program.options.compat && path.up == 0 && !path.is_scoped && path.keys.size() > 0;
    if (!looks_around)
        return scope ? scope->context : Value();
    auto key = program.keys[next_key++];
    Value value;
    for (; scope && value.is_nothing(); scope = scope->outer)
        value = scope->context.get(key);
    return value;
}

Result<Value> Renderer::follow(Program const& program, Path const& path, Frame const& frame, bool is_callee)
{
    TRY(spend(program, path.offset, 1 + path.keys.size()));
    auto const& options = program.options;
    auto next = path.keys.begin;
    Value value;
    switch (path.from) {
    case Path::From::context:
        value = from_context(program, path, frame, next);
        break;
    case Path::From::data:
        value = data(program.keys[next++], outwards(frame.data, path.up), frame);
        if (options.strict && is_callee && value.is_undefined())
            return at(program, path.offset,
                invalid(fmt::format("\"{}\" not defined in the data", program.keys[path.keys.begin].text())));
        break;
    case Path::From::block_param:
        value = block_param(path, frame);
        break;
    }
    bool is_checked = options.strict || options.assume_objects;
    for (; next < path.keys.end; ++next) {
        bool must_exist = options.strict && is_callee && next + 1 == path.keys.end;
        auto key = program.keys[next];
        value = is_checked ? TRY(checked_get(program, path, value, key, must_exist)) : value.get(key);
    }
    return value;
}

Result<Value> Renderer::checked_get(
    Program const& program, Path const& path, Value const& parent, Key key, bool must_exist)
{
    auto value = parent.get(key);
    if (parent.is_nothing() || (must_exist && value.is_undefined()))
        return at(program, path.offset,
            invalid(fmt::format("\"{}\" not defined in {}", key.text(),
                parent.is_nothing() ? "nothing" : "the object before it")));
    return value;
}

Value Renderer::data(Key key, DataFrame const* data_frame, Frame const& frame) const
{
    if (key == "partial-block"_key)
        return frame.partial_block ? Value(true) : Value();
    for (; data_frame; data_frame = data_frame->outer) {
        for (auto const& [name, value] : data_frame->variables) {
            if (name == key)
                return value;
        }
    }
    auto value = context_.data ? context_.data->get(key) : Value();
    return value.is_undefined() && key == "root"_key ? root_ : value;
}

Result<Value> Renderer::invoke(Program const& program, Invocation const& invocation, Frame const& frame)
{
    // Most are plain fields, and need no call.
    if (!invocation.helper && invocation.kind != Invocation::Kind::helper) {
        auto value = TRY(follow(program, program.paths[invocation.path], frame, true));
        if (!value.function() && !(value.is_nothing() && set_.helper_missing))
            return value;
    }
    return with_call(program, invocation, frame,
        [&](Call& call) { return field_or_helper(program, invocation, frame, call); });
}

template <typename Run>
Result<Value> Renderer::with_call(
    Program const& program, Invocation const& invocation, Frame const& frame, Run const& run)
{
    constexpr std::size_t usual = 4;
    std::array<Value, usual> few;
    std::vector<Value> many;
    auto count = invocation.arguments.size();
    if (count > usual)
        many.resize(count);
    auto* arguments = count > usual ? many.data() : few.data();
    for (std::uint32_t i = 0; i < count; ++i)
        arguments[i] = TRY(evaluate(program, program.expressions[invocation.arguments.begin + i], frame));
    std::vector<Variable> hash;
    if (invocation.hash_keys.size() > 0)
        hash = TRY(evaluate_hash(program, invocation.hash_keys, invocation.hash_values, frame));

    Call call(*this, frame);
    call.name_ = invocation.name;
    call.context_ = frame.scope ? frame.scope->context : Value();
    call.arguments_ = {arguments, count};
    call.hash_ = hash;
    return run(call);
}

Result<Value> Renderer::field_or_helper(
    Program const& program, Invocation const& invocation, Frame const& frame, Call const& call)
{
    if (invocation.helper && invocation.kind != Invocation::Kind::field)
        return run_helper(program, invocation, *invocation.helper, call);
    auto value = TRY(follow(program, program.paths[invocation.path], frame, true));
    if (auto const* function = value.function())
        return run_helper(program, invocation, *function, call);
    bool is_missing = invocation.kind == Invocation::Kind::helper
        || (invocation.kind == Invocation::Kind::ambiguous && value.is_nothing());
    if (is_missing && set_.helper_missing)
        return run_helper(program, invocation, *set_.helper_missing, call);
    if (invocation.kind == Invocation::Kind::helper)
        return at(program, invocation.offset,
            invalid(fmt::format("Missing helper: \"{}\": check its spelling", invocation.name)));
    return value;
}

Result<Value> Renderer::run_helper(
    Program const& program, Invocation const& invocation, Helper const& helper, Call const& call)
{
    auto result = helper(call);
    if (!result)
        return at(program, invocation.offset, std::move(result).error());
    if (result->string().size() > context_.limits.output_size)
        return at(program, invocation.offset,
            limit_reached(fmt::format("'{}' returned more than the limit of {} bytes", invocation.name,
                context_.limits.output_size)));
    return result;
}

Error Renderer::limit_error() const
{
    auto const& limits = context_.limits;
    if (steps_ > limits.steps)
        return limit_reached(fmt::format("this page takes more than {} steps", limits.steps));
    if (depth_ > limits.depth)
        return limit_reached(
            fmt::format("blocks and partials run more than {} deep inside one another; does a partial "
                        "include itself?",
                limits.depth));
    return limit_reached(fmt::format("this page is larger than the limit of {} bytes", limits.output_size));
}

// Returns the error with its place, unless it names one already: it may have come through several blocks and
// helpers.
Error Renderer::at(Program const& program, std::uint32_t offset, Error error)
{
    if (error.message != located_ || located_.empty()) {
        error = located(std::move(error), program.file, program.source, offset);
        located_ = error.message;
    }
    return error;
}

} // namespace broadsheet::templates
