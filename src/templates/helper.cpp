#include "templates/helper.h"

#include "templates/renderer.h"

#include <fmt/format.h>

namespace broadsheet::templates {

namespace {

Value const undefined;

} // namespace

Value const& Call::operator[](std::size_t index) const
{
    return index < arguments_.size() ? arguments_[index] : undefined;
}

Value const& Call::hash(Key key) const
{
    for (auto const& [name, value] : hash_) {
        if (name == key)
            return value;
    }
    return undefined;
}

Value Call::data(Key key) const
{
    return renderer_.data(key, frame_.data, frame_);
}

std::any const& Call::user_() const
{
    return renderer_.context_.user;
}

std::size_t Call::block_param_count() const
{
    return fn_ ? fn_->block_params : 0;
}

void Call::write(std::string_view html) const
{
    VERIFY(is_block_);
    renderer_.out_->append(html);
}

Result<void> Call::fn(Value const& context, With const& with) const
{
    return fn_ ? renderer_.enter(*fn_, frame_, context, with) : Result<void>{};
}

Result<void> Call::inverse(Value const& context, With const& with) const
{
    return inverse_ ? renderer_.enter(*inverse_, frame_, context, with) : Result<void>{};
}

Result<std::string> Call::captured(Value const& context, With const& with) const
{
    return renderer_.capture([&] { return fn(context, with); });
}

bool Call::has_partial(std::string_view name) const
{
    return renderer_.set_.partials.contains(name);
}

Result<Value> Call::partial(std::string_view name, Value const& context, With const& with) const
{
    auto found = renderer_.set_.partials.find(name);
    if (found == renderer_.set_.partials.end())
        return invalid(fmt::format("The partial {} could not be found", name));
    auto html
        = TRY(renderer_.capture([&] { return renderer_.run_file(*found->second, frame_, context, with); }));
    return Value::safe(std::move(html));
}

Result<Value> Call::resolve(Value const& value) const
{
    auto const* function = value.function();
    if (!function)
        return value;
    Call call(renderer_, frame_);
    call.name_ = name_;
    call.context_ = context_;
    return (*function)(call);
}

void Helpers::add(std::string name, Helper helper)
{
    helpers_.insert_or_assign(std::move(name), std::move(helper));
}

Helper const* Helpers::find(std::string_view name) const
{
    auto found = helpers_.find(name);
    return found == helpers_.end() ? nullptr : &found->second;
}

} // namespace broadsheet::templates
