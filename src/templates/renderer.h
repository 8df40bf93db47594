#pragma once

#include "templates/program.h"

#include <optional>
#include <span>

namespace broadsheet::templates {

// The surroundings of a statement as it runs. All of these live on the stack of the render, innermost first.

struct Scope {
    Value const& context;
    Scope const* outer;
};

// Variables a helper added to @data.
struct DataFrame {
    std::span<Variable const> variables;
    DataFrame const* outer;
};

struct BlockParams {
    std::span<Value const> values;
    BlockParams const* outer;
};

// The inline partials a body defines, and the surroundings they see.
struct InlineScope {
    Body const& body;
    Frame const& frame;
    InlineScope const* outer;
};

// A block to be run later, with the surroundings it was written in.
struct Closure {
    Body const& body;
    Frame const& frame;
};

struct Frame {
    Scope const* scope = nullptr;
    DataFrame const* data = nullptr;
    BlockParams const* block_params = nullptr;
    InlineScope const* inlines = nullptr;
    Closure const* partial_block = nullptr;
};

// One render of one page. Used by one thread, once.
class Renderer {
public:
    Renderer(TemplateSet::State const& set, RenderContext const& context)
        : set_(set)
        , context_(context)
        , root_(context.root)
    {
    }

    // Appends the template, inside its layouts.
    Result<void> run(std::string& out, std::string_view name);

private:
    friend class Call;

    // One level of RenderLimits::depth, while it lives.
    class Level {
    public:
        explicit Level(std::size_t& depth)
            : depth_(depth)
        {
            ++depth_;
        }
        ~Level() { --depth_; }
        Level(Level const&) = delete;
        Level& operator=(Level const&) = delete;

    private:
        std::size_t& depth_;
    };

    Result<void> run_page(Program const&, Value const& root);
    Result<void> enter(Body const&, Frame const& around, Value const& context, With const& = {});
    Result<std::string> capture(std::function<Result<void>()> const& run);

    Result<void> run_statement(Program const&, Statement const&, Frame const&);
    Result<void> write(Program const&, Statement const&, Frame const&);
    Result<void> run_block(Program const&, Statement const&, Frame const&);
    Result<Value> run_field_block(Program const&, Invocation const&, Call&, Value const&);

    Result<void> run_partial(Program const&, PartialCall const&, Frame const&);
    Result<void> run_partial_with(Program const&, PartialCall const&, Frame const&, Value const& context);
    Result<void> run_closure(Program const& user, Closure const&, Frame const& site, Value const& context);
    Result<void> run_partial_block(
        Program const& user, Closure const&, Frame const& site, Value const& context);
    Result<void> run_file(Program const&, Frame const& site, Value const& context, With const& = {});
    Result<std::optional<Closure>> find_inline(std::string_view name, Frame const&);

    Result<Value> evaluate(Program const&, Expression, Frame const&);
    Result<std::vector<Variable>> evaluate_hash(
        Program const&, Range keys, std::uint32_t values, Frame const&);
    Result<Value> follow(Program const&, Path const&, Frame const&, bool is_callee);
    Value from_context(Program const&, Path const&, Frame const&, std::uint32_t& next_key) const;
    Result<Value> checked_get(Program const&, Path const&, Value const& parent, Key, bool must_exist);
    Value data(Key, DataFrame const*, Frame const&) const;

    Result<Value> invoke(Program const&, Invocation const&, Frame const&);
    // Evaluates the arguments and returns what `run` does with the call.
    template <typename Run>
    Result<Value> with_call(Program const&, Invocation const&, Frame const&, Run const& run);
    Result<Value> field_or_helper(Program const&, Invocation const&, Frame const&, Call const&);
    Result<Value> run_helper(Program const&, Invocation const&, Helper const&, Call const&);

    // Counts steps, and looks at all limits.
    Result<void> spend(Program const& program, std::uint32_t offset, std::uint64_t steps)
    {
        steps_ += steps;
        auto const& limits = context_.limits;
        bool is_within = steps_ <= limits.steps && out_->size() + set_aside_ <= limits.output_size
            && depth_ <= limits.depth;
        if (is_within) [[likely]]
            return {};
        return at(program, offset, limit_error());
    }
    Error limit_error() const;
    Error at(Program const&, std::uint32_t offset, Error);

    TemplateSet::State const& set_;
    RenderContext const& context_;
    Value root_;
    std::string* out_ = nullptr;
    std::size_t set_aside_ = 0; // bytes of outputs that wait for a captured one
    std::uint64_t steps_ = 0;
    std::size_t depth_ = 0;
    std::string located_; // the last error's message, once it names its place
};

} // namespace broadsheet::templates
