#include "site/query/record_query.h"

#include "site/query/order.h"

#include <algorithm>
#include <array>
#include <fmt/format.h>

namespace broadsheet::site {

namespace {

// What Ghost's themes may order by and we have not: the order stays as it is without.
constexpr std::array<std::string_view, 8> kept_by_ghost_alone{"created_at", "updated_at", "published_at",
    "description", "visibility", "meta_title", "meta_description", "location"};

class Records {
public:
    Records(Catalogue const& catalogue, RecordQuery const& query)
        : catalogue_(catalogue)
        , query_(query)
    {
    }

    std::vector<FoundRecord> all() const
    {
        std::vector<FoundRecord> records;
        if (query_.kind == RecordQuery::Kind::bylines) {
            for (auto const& byline : catalogue_.bylines())
                records.push_back({nullptr, &byline, count([&](std::size_t language) {
                                       return catalogue_.by(language, byline.number).size();
                                   })});
            return records;
        }
        for (auto const& tag : catalogue_.tags())
            if ((!tag.is_internal || query_.with_hidden)
                && (tag.is_section || query_.kind == RecordQuery::Kind::tags))
                records.push_back({&tag, nullptr, count([&](std::size_t language) {
                                       return catalogue_.with_tag(language, tag.number).size();
                                   })});
        return records;
    }

    bool is_wanted(FoundRecord const& record) const
    {
        return (record.articles > 0 || query_.with_hidden)
            && matches(query_.filter, [&](std::string_view property, auto const& visit) {
                   if (property == "slug")
                       visit(slug(record));
                   else if (property == "name")
                       visit(name(record));
                   else if (property == "id")
                       visit(id(record));
                   else if (property == "visibility")
                       visit(std::string(record.tag && record.tag->is_internal ? "internal" : "public"));
                   else if (property == "count.posts")
                       visit(static_cast<double>(record.articles));
               });
    }

    // By the last property first: sorting by those before it keeps its order among equals.
    Result<void> sort(std::vector<FoundRecord>& records) const
    {
        auto terms = TRY(parse_order(query_.order));
        std::ranges::reverse(terms);
        for (auto const& term : terms)
            TRY(sort_by(term, records));
        return {};
    }

private:
    Result<void> sort_by(OrderTerm const& term, std::vector<FoundRecord>& records) const
    {
        auto const sort = [&](auto const& key) -> Result<void> {
            bool const is_descending = term.is_descending.value_or(false);
            std::ranges::stable_sort(records, [&](auto const& left, auto const& right) {
                return is_descending ? key(right) < key(left) : key(left) < key(right);
            });
            return {};
        };
        if (term.property == "count.posts")
            return sort([](FoundRecord const& record) { return record.articles; });
        if (term.property == "name")
            return sort([&](FoundRecord const& record) -> std::string const& { return name(record); });
        if (term.property == "slug")
            return sort([](FoundRecord const& record) -> std::string const& { return slug(record); });
        if (term.property == "id")
            return sort([](FoundRecord const& record) -> std::string const& { return id(record); });
        if (std::ranges::find(kept_by_ghost_alone, term.property) != kept_by_ghost_alone.end())
            return {};
        return invalid(fmt::format("{} cannot be ordered by \"{}\"",
            query_.kind == RecordQuery::Kind::bylines ? "authors" : "tags", term.property));
    }

    template <typename Count>
    std::size_t count(Count const& in_language) const
    {
        if (query_.language)
            return in_language(*query_.language);
        std::size_t sum = 0;
        for (std::size_t language = 0; language < catalogue_.languages(); ++language)
            sum += in_language(language);
        return sum;
    }

    std::string const& name(FoundRecord const& record) const
    {
        auto const& language = catalogue_.language(query_.language.value_or(0));
        return record.tag ? record.tag->in(language).name : record.byline->in(language).name;
    }

    static std::string const& slug(FoundRecord const& record)
    {
        return record.tag ? record.tag->slug : record.byline->slug;
    }

    static std::string const& id(FoundRecord const& record)
    {
        return record.tag ? record.tag->id : record.byline->id;
    }

    Catalogue const& catalogue_;
    RecordQuery const& query_;
};

} // namespace

Result<RecordQueryResult> find_records(Catalogue const& catalogue, RecordQuery const& query)
{
    Records const records(catalogue, query);
    auto found = records.all();
    std::erase_if(found, [&](FoundRecord const& record) { return !records.is_wanted(record); });
    TRY(records.sort(found));
    RecordQueryResult result;
    result.total = found.size();
    auto const first = std::min((query.page - 1) * query.limit, found.size());
    auto const last = std::min(first + query.limit, found.size());
    result.records.assign(found.begin() + static_cast<std::ptrdiff_t>(first),
        found.begin() + static_cast<std::ptrdiff_t>(last));
    return result;
}

} // namespace broadsheet::site
