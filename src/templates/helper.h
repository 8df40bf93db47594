#pragma once

#include "base/result.h"
#include "templates/value.h"

#include <any>
#include <map>
#include <span>

namespace broadsheet::templates {

class Renderer;
struct Frame;
struct Body;

// A name and its value: a hash argument, or a variable a helper adds to @data.
struct Variable {
    Key name;
    Value value;
};

// What a block helper hands to its block besides the context.
struct With {
    std::span<Variable const> data = {}; // @name inside the block; the names around it stay visible
    std::span<Value const> params = {}; // the values of `as |first second|`
};

// One use of a helper in a template: `{{#name arguments… key=hash…}}block{{else}}inverse{{/name}}`. Lives as
// long as the helper runs; so do the references it returns.
class Call {
public:
    // The name as the template writes it.
    std::string_view name() const { return name_; }

    // The number of positional arguments.
    std::size_t size() const { return arguments_.size(); }
    // Returns the positional argument, undefined if there are not so many.
    Value const& operator[](std::size_t index) const;
    std::span<Value const> arguments() const { return arguments_; }

    // Returns the hash argument, undefined if it is not given.
    Value const& hash(Key) const;
    std::span<Variable const> hash() const { return hash_; }

    // What `this` is where the helper is used.
    Value const& context() const { return context_; }
    // Returns what `@name` is where the helper is used.
    Value data(Key) const;
    // Returns the T whose address the RenderContext carries as `user`; it must be one.
    template <typename T>
    T& user() const
    {
        auto* const* pointer = std::any_cast<T*>(&user_());
        VERIFY(pointer);
        return **pointer;
    }

    // Whether it is used as a block. Only such a helper may write, or render a block; what any helper returns
    // is written too, escaped where the template does not say otherwise, but never for a block.
    bool is_block() const { return is_block_; }
    // Tells this block from every other of the set: the same address each time it runs. nullptr without a block.
    void const* block() const { return fn_; }
    // Returns how many names the template gives the block's values: 2 for `as |first second|`.
    std::size_t block_param_count() const;
    // Writes HTML.
    void write(std::string_view html) const;
    // Renders the block, or what stands after its {{else}}, with another or the same context; writes nothing
    // if the template has no such part.
    Result<void> fn(Value const& context, With const& = {}) const;
    Result<void> inverse(Value const& context, With const& = {}) const;
    // Returns what fn() would have written.
    Result<std::string> captured(Value const& context, With const& = {}) const;

    bool has_partial(std::string_view name) const;
    // Returns the partial, rendered; an error if there is none.
    Result<Value> partial(std::string_view name, Value const& context, With const& = {}) const;

    // Returns the value, or what it returns if it is a function.
    Result<Value> resolve(Value const&) const;

private:
    friend class Renderer;
    Call(Renderer& renderer, Frame const& frame)
        : renderer_(renderer)
        , frame_(frame)
    {
    }
    std::any const& user_() const;

    Renderer& renderer_;
    Frame const& frame_;
    std::string_view name_;
    Value context_;
    std::span<Value const> arguments_;
    std::span<Variable const> hash_;
    Body const* fn_ = nullptr;
    Body const* inverse_ = nullptr;
    bool is_block_ = false;
};

// The helpers of a set of templates, by name. `if`, `unless`, `each`, `with`, `lookup` and `log` are there
// from the start and can be replaced. Two names are special: "helperMissing" is called for a name that is
// neither helper nor field, and "blockHelperMissing" for a block whose name is not a helper, with the field's
// value.
class Helpers {
public:
    // Starts with the built-in ones.
    Helpers();

    // Adds or replaces. The helper may be called by several threads at the same time. Its error is reported
    // with the place in the template that called it.
    void add(std::string name, Helper);
    // Returns nullptr if there is none. The pointer is valid until that helper is replaced.
    Helper const* find(std::string_view name) const;

private:
    std::map<std::string, Helper, std::less<>> helpers_;
};

} // namespace broadsheet::templates
