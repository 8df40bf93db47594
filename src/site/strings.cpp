#include "site/strings.h"

#include <algorithm>
#include <boost/json.hpp>
#include <cstdlib>
#include <fmt/format.h>

namespace broadsheet::site {

namespace json = boost::json;

namespace {

std::string plural_key(std::string_view key, std::string_view category)
{
    return fmt::format("{}{}{}", key, '\0', category);
}

std::string_view slavic_category(long long number)
{
    auto const last = number % 10;
    auto const last_two = number % 100;
    if (last == 1 && last_two != 11)
        return "one";
    if (last >= 2 && last <= 4 && (last_two < 12 || last_two > 14))
        return "few";
    return "many";
}

std::string_view polish_category(long long number)
{
    return number == 1 ? "one" : number % 10 == 1 ? "many" : slavic_category(number);
}

std::string_view arabic_category(long long number)
{
    if (number <= 2)
        return number == 0 ? "zero" : number == 1 ? "one" : "two";
    auto const last_two = number % 100;
    if (last_two >= 3 && last_two <= 10)
        return "few";
    return last_two >= 11 ? "many" : "other";
}

} // namespace

Result<Strings> Strings::parse(std::string_view text, std::string_view file)
{
    json::error_code code;
    auto document = json::parse({text.data(), text.size()}, code);
    if (code)
        return invalid(fmt::format("{}: {}", file, code.message()));
    auto const* object = document.if_object();
    if (!object)
        return invalid(fmt::format("{}: must be an object from strings to their translations", file));
    Strings strings;
    for (auto const& [key, value] : *object) {
        if (auto const* translation = value.if_string())
            strings.texts_.emplace(key, *translation);
        else if (auto const* forms = value.if_object()) {
            for (auto const& [category, form] : *forms) {
                if (!form.is_string())
                    return invalid(fmt::format("{}: \"{}\": the form \"{}\" is not a string", file,
                        std::string_view(key), std::string_view(category)));
                strings.texts_.emplace(plural_key(key, category), form.as_string());
            }
        } else
            return invalid(fmt::format(
                "{}: \"{}\" is neither a string nor an object of plural forms", file, std::string_view(key)));
    }
    return strings;
}

std::string const* Strings::find(std::string_view key, std::string_view category) const
{
    if (auto found = texts_.find(key); found != texts_.end())
        return found->second.empty() ? nullptr : &found->second;
    for (auto form : {category, std::string_view("other"), std::string_view("many")})
        if (auto found = texts_.find(plural_key(key, form)); found != texts_.end())
            return &found->second;
    return nullptr;
}

std::string_view plural_category(std::string_view tag, long long number)
{
    auto const language = tag.substr(0, tag.find('-'));
    auto is_one_of = [&](std::initializer_list<std::string_view> languages) {
        return std::find(languages.begin(), languages.end(), language) != languages.end();
    };
    number = std::llabs(number);
    if (is_one_of({"ru", "uk", "be", "sr", "hr", "bs"}))
        return slavic_category(number);
    if (is_one_of({"pl"}))
        return polish_category(number);
    if (is_one_of({"cs", "sk"}))
        return number == 1 ? "one" : number >= 2 && number <= 4 ? "few" : "other";
    if (is_one_of({"lt"})) {
        auto const last_two = number % 100;
        if (last_two >= 11 && last_two <= 19)
            return "other";
        return number % 10 == 1 ? "one" : number % 10 == 0 ? "other" : "few";
    }
    if (is_one_of({"ar"}))
        return arabic_category(number);
    if (is_one_of({"ja", "zh", "ko", "vi", "th", "id", "ms"}))
        return "other";
    if (is_one_of({"fr", "pt", "fa", "hi", "hy"}))
        return number <= 1 ? "one" : "other";
    return number == 1 ? "one" : "other";
}

} // namespace broadsheet::site
