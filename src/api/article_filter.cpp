#include "api/article_filter.h"

#include "newsroom/title_words.h"
#include "site/query/order.h"
#include "text/dates.h"

#include <algorithm>
#include <fmt/format.h>
#include <optional>

namespace broadsheet::api {

namespace {

using site::Filter;
using site::FilterValue;

enum class Kind { text, time, flag, tag, byline };

struct Property {
    std::string_view name;
    Kind kind;
    std::string_view sql; // a column; of tags and bylines: what more is asked of the link
};

constexpr Property properties[] = {
    {"id", Kind::text, "articles.id"},
    {"slug", Kind::text, "articles.slug"},
    {"title", Kind::text, "articles.title"},
    {"status", Kind::text, "articles.status"},
    {"language", Kind::text, "articles.language"},
    {"custom_excerpt", Kind::text, "articles.standfirst"},
    {"feature_image", Kind::text, "articles.picture"},
    {"canonical_url", Kind::text, "articles.canonical_url"},
    {"visibility", Kind::text, "CAST('public' AS TEXT)"},
    {"featured", Kind::flag, "articles.featured"},
    {"published_at", Kind::time, "articles.published_at"},
    {"updated_at", Kind::time, "articles.updated_at"},
    {"created_at", Kind::time, "articles.created_at"},
    {"tag", Kind::tag, ""},
    {"tags", Kind::tag, ""},
    {"tags.slug", Kind::tag, ""},
    {"primary_tag", Kind::tag, " AND links.position = 0"},
    {"author", Kind::byline, ""},
    {"authors", Kind::byline, ""},
    {"authors.slug", Kind::byline, ""},
    {"primary_author", Kind::byline, " AND links.position = 0"},
};

std::string_view operator_of(Filter::Sign sign)
{
    switch (sign) {
    case Filter::Sign::greater:
        return ">";
    case Filter::Sign::less:
        return "<";
    case Filter::Sign::at_least:
        return ">=";
    case Filter::Sign::at_most:
        return "<=";
    case Filter::Sign::equal:
    case Filter::Sign::contains:
    case Filter::Sign::starts_with:
    case Filter::Sign::ends_with:
        break;
    }
    return "=";
}

bool is_pattern(Filter::Sign sign)
{
    return sign == Filter::Sign::contains || sign == Filter::Sign::starts_with
        || sign == Filter::Sign::ends_with;
}

// Returns what LIKE … ESCAPE '\' finds the text by.
std::string pattern_of(Filter::Sign sign, std::string_view text)
{
    std::string pattern = sign == Filter::Sign::starts_with ? "" : "%";
    for (char letter : text) {
        if (letter == '%' || letter == '_' || letter == '\\')
            pattern += '\\';
        pattern += letter;
    }
    return sign == Filter::Sign::ends_with ? pattern : pattern + "%";
}

std::string text_of(FilterValue const& value)
{
    if (auto const* text = std::get_if<std::string>(&value))
        return *text;
    if (auto const* number = std::get_if<double>(&value))
        return fmt::format("{}", *number);
    return std::get<bool>(value) ? "true" : "false";
}

Error unfit(Property const& property)
{
    return invalid(fmt::format("a filter compares {} with what it cannot be", property.name));
}

class Compiler {
public:
    explicit Compiler(ArticleCondition& condition)
        : condition_(condition)
    {
    }

    Result<std::string> compile(Filter const& filter)
    {
        switch (filter.kind) {
        case Filter::Kind::test:
            return test(filter);
        case Filter::Kind::all_of:
            return list(filter, " AND ", "1 = 1");
        case Filter::Kind::any_of:
            return list(filter, " OR ", "1 = 0");
        case Filter::Kind::none_of:
            return "NOT " + TRY(list(filter, " OR ", "1 = 0"));
        }
        VERIFY(false);
    }

private:
    Result<std::string> list(Filter const& filter, std::string_view separator, std::string_view when_empty)
    {
        std::string sql;
        for (auto const& part : filter.parts)
            sql += (sql.empty() ? "" : std::string(separator)) + TRY(compile(part));
        return fmt::format("({})", sql.empty() ? when_empty : sql);
    }

    Result<std::string> test(Filter const& filter)
    {
        auto const* property = std::ranges::find(properties, filter.property, &Property::name);
        if (property == std::end(properties))
            return invalid(fmt::format("a filter of posts knows no property \"{}\"", filter.property));
        std::string sql;
        for (auto const& value : filter.values)
            sql += (sql.empty() ? "" : " OR ") + TRY(comparison(*property, filter.sign, value));
        return fmt::format("({})", sql);
    }

    Result<std::string> comparison(Property const& property, Filter::Sign sign, FilterValue const& value)
    {
        switch (property.kind) {
        case Kind::text:
            return std::holds_alternative<std::nullptr_t>(value)
                ? fmt::format("{} = ''", property.sql)
                : text_comparison(property.sql, sign, text_of(value));
        case Kind::time:
            return time_comparison(property, sign, value);
        case Kind::flag:
            if (auto const* flag = std::get_if<bool>(&value); flag && sign == Filter::Sign::equal)
                return fmt::format("{} = {}", property.sql, *flag ? 1 : 0);
            return unfit(property);
        case Kind::tag:
            return link_comparison("article_tags", "tag", "tags", property.sql, sign, value);
        case Kind::byline:
            return link_comparison("article_bylines", "byline", "bylines", property.sql, sign, value);
        }
        VERIFY(false);
    }

    std::string text_comparison(std::string_view column, Filter::Sign sign, std::string text)
    {
        if (!is_pattern(sign))
            return fmt::format("{} {} {}", column, operator_of(sign), bound(std::move(text)));
        auto const finds
            = fmt::format("lower({}) LIKE lower({}) ESCAPE '\\'", column, bound(pattern_of(sign, text)));
        auto const titles = column != "articles.title"
            ? std::string()
            : newsroom::may_hold_in_title(
                text, [&](std::string_view word) { return bound(std::string(word)); });
        return titles.empty()
            ? finds
            : fmt::format("articles.number IN (SELECT number FROM articles WHERE {}) AND {}", titles, finds);
    }

    Result<std::string> time_comparison(Property const& property, Filter::Sign sign, FilterValue const& value)
    {
        if (std::holds_alternative<std::nullptr_t>(value))
            return fmt::format("{} IS NULL", property.sql);
        std::optional<UtcMillis> time;
        if (auto const* number = std::get_if<double>(&value); number && std::abs(*number) < 1e15)
            time = static_cast<UtcMillis>(*number);
        if (auto const* text = std::get_if<std::string>(&value))
            if (auto parsed = text::parse_iso(*text); parsed.ok())
                time = *parsed;
        if (!time || is_pattern(sign))
            return unfit(property);
        condition_.parameters.emplace_back(*time);
        return fmt::format("{} {} ${}", property.sql, operator_of(sign), condition_.parameters.size());
    }

    std::string link_comparison(std::string_view links, std::string_view column, std::string_view table,
        std::string_view more, Filter::Sign sign, FilterValue const& value)
    {
        // Not a correlated EXISTS, which is looked through once for each article.
        auto const linked = [&](std::string_view test) {
            return fmt::format("articles.number IN (SELECT links.article FROM {} links JOIN {} t ON "
                               "t.number = links.{} WHERE 1 = 1{}{})",
                links, table, column, more, test);
        };
        if (std::holds_alternative<std::nullptr_t>(value))
            return "NOT " + linked("");
        return linked(" AND " + text_comparison("t.slug", sign, text_of(value)));
    }

    std::string bound(std::string text)
    {
        condition_.parameters.emplace_back(condition_.texts.emplace_back(std::move(text)));
        return fmt::format("${}", condition_.parameters.size());
    }

    ArticleCondition& condition_;
};

struct OrderColumn {
    std::string_view name;
    std::string_view sql;
};

constexpr OrderColumn order_columns[] = {
    {"published_at", "COALESCE(articles.published_at, 0)"},
    {"updated_at", "articles.updated_at"},
    {"created_at", "articles.created_at"},
    {"title", "articles.title"},
    {"slug", "articles.slug"},
    {"id", "articles.number"},
    {"featured", "articles.featured"},
    {"status", "articles.status"},
};

} // namespace

Result<void> add_filter(ArticleCondition& condition, site::Filter const& filter)
{
    auto const sql = TRY(Compiler(condition).compile(filter));
    condition.sql += (condition.sql.empty() ? "" : " AND ") + sql;
    return {};
}

Result<std::string> order_terms(std::string_view order)
{
    std::string terms;
    for (auto const& term : TRY(site::parse_order(order))) {
        auto const* column = std::ranges::find(order_columns, term.property, &OrderColumn::name);
        if (column == std::end(order_columns))
            return invalid(fmt::format("posts cannot be ordered by \"{}\"", term.property));
        if (term.is_descending)
            terms += fmt::format("{}{}, ", column->sql, *term.is_descending ? " DESC" : "");
    }
    if (terms.empty())
        terms = "CASE articles.status WHEN 'scheduled' THEN 1 WHEN 'draft' THEN 2 ELSE 3 END, "
                "COALESCE(articles.published_at, 0) DESC, articles.updated_at DESC, ";
    return terms + "articles.number DESC";
}

} // namespace broadsheet::api
