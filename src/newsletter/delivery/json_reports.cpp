#include "newsletter/delivery/json_reports.h"

#include "base/ascii.h"

#include <algorithm>
#include <boost/json.hpp>
#include <fmt/format.h>

namespace broadsheet::newsletter {

namespace {

namespace json = boost::json;

Result<std::string> text_at(json::object const& object, std::string_view name)
{
    auto const* found = object.if_contains(json::string_view(name.data(), name.size()));
    if (!found || found->is_null())
        return std::string();
    auto const* text = found->if_string();
    if (!text)
        return invalid(fmt::format("\"{}\" is no text", name));
    return std::string(text->data(), text->size());
}

// "5.1.1", or nothing (https://www.rfc-editor.org/rfc/rfc3463#section-2).
bool is_status(std::string_view text)
{
    return text.empty()
        || (text.size() <= 9 && is_digit(text.front()) && is_digit(text.back())
            && std::ranges::count(text, '.') == 2 && text.find("..") == std::string_view::npos
            && std::ranges::all_of(text, [](char c) { return is_digit(c) || c == '.'; }));
}

Result<JsonReport> read_one(json::value const& value)
{
    auto const* object = value.if_object();
    if (!object)
        return invalid("a report is an object");
    JsonReport one;
    one.return_path = TRY(text_at(*object, "return_path"));
    one.report.kind = report_kind_named(TRY(text_at(*object, "kind")));
    one.report.status = TRY(text_at(*object, "status"));
    if (one.return_path.empty())
        return invalid("a report has a \"return_path\", that of the copy it is about");
    if (!is_status(one.report.status))
        return invalid("\"status\" is no number such as 5.1.1");
    return one;
}

} // namespace

mail::Report::Kind report_kind_named(std::string_view name)
{
    using Kind = mail::Report::Kind;
    return name == "hard"     ? Kind::hard
        : name == "soft"      ? Kind::soft
        : name == "complaint" ? Kind::complaint
                              : Kind::none;
}

Result<std::vector<JsonReport>> read_json_reports(std::string_view body)
{
    if (body.size() > JsonReportLimits::bytes)
        return invalid(fmt::format("more than {} bytes of JSON", JsonReportLimits::bytes));
    json::parse_options options;
    options.max_depth = JsonReportLimits::depth;
    json::error_code failed;
    auto const value = json::parse(json::string_view(body.data(), body.size()), failed, {}, options);
    if (failed)
        return invalid("this is no JSON: " + failed.message());
    std::vector<JsonReport> reports;
    auto const* list = value.if_array();
    if (!list) {
        reports.push_back(TRY(read_one(value)));
        return reports;
    }
    if (list->size() > JsonReportLimits::reports)
        return invalid(fmt::format("more than {} reports at once", JsonReportLimits::reports));
    for (auto const& item : *list)
        reports.push_back(TRY(read_one(item)));
    return reports;
}

} // namespace broadsheet::newsletter
