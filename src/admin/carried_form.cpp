#include "admin/carried_form.h"

#include "base/encoding.h"
#include "base/utf8.h"
#include "http/request.h"

#include <boost/json.hpp>

namespace broadsheet::admin {

namespace {

namespace json = boost::json;

constexpr unsigned depth = 4;

Error no_form()
{
    return invalid("What was carried along is no form of these pages.");
}

json::array to_json(FormFields const& pairs)
{
    json::array list;
    for (auto const& [name, value] : pairs)
        list.push_back(json::array{name, value});
    return list;
}

std::string text_of(json::value const& value)
{
    return std::string(value.as_string());
}

FormFields pairs_of(json::value const& value)
{
    FormFields pairs;
    for (auto const& pair : value.as_array())
        pairs.emplace_back(text_of(pair.as_array().at(0)), text_of(pair.as_array().at(1)));
    return pairs;
}

bool is_ours(std::string_view target)
{
    auto const request = http::make_request(http::Method::post, target);
    return target.size() <= CarriedFormLimits::target && target.starts_with("/admin/") && request.ok()
        && request->path.starts_with("/admin/");
}

} // namespace

bool is_carried(std::string_view field)
{
    return field != "form_token" && field.find("password") == std::string_view::npos
        && field.find("passphrase") == std::string_view::npos;
}

Result<std::string> CarriedForm::text() const
{
    auto const whole = json::serialize(
        json::object{{"target", target}, {"fields", to_json(fields)}, {"files", to_json(files)}});
    if (whole.size() > CarriedFormLimits::bytes || target.size() > CarriedFormLimits::target
        || fields.size() + files.size() > CarriedFormLimits::fields)
        return limit_reached("the form is too long to be carried along");
    return to_base64url(whole);
}

Result<CarriedForm> CarriedForm::read(std::string_view text)
{
    if (text.size() > CarriedFormLimits::bytes * 3 / 2)
        return no_form();
    auto const whole = from_base64url(text);
    if (!whole.ok() || !is_valid_utf8(*whole))
        return no_form();
    try {
        json::parse_options options;
        options.max_depth = depth;
        auto const value = json::parse(*whole, {}, options).as_object();
        CarriedForm form{
            text_of(value.at("target")), pairs_of(value.at("fields")), pairs_of(value.at("files"))};
        bool const is_within_limits = form.fields.size() + form.files.size() <= CarriedFormLimits::fields;
        return is_within_limits && is_ours(form.target) ? Result<CarriedForm>(std::move(form)) : no_form();
    } catch (std::exception const&) {
        return no_form();
    }
}

} // namespace broadsheet::admin
