#include "site/query/record_query.h"

#include <algorithm>

namespace broadsheet::site {

namespace {

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
                       visit(record.tag ? record.tag->id : record.byline->id);
                   else if (property == "visibility")
                       visit(std::string(record.tag && record.tag->is_internal ? "internal" : "public"));
                   else if (property == "count.posts")
                       visit(static_cast<double>(record.articles));
               });
    }

    void sort(std::vector<FoundRecord>& records) const
    {
        auto const& order = query_.order;
        auto const is_descending = order.ends_with("desc") || order.ends_with("DESC");
        auto sort_by = [&](auto const& key) {
            std::stable_sort(records.begin(), records.end(), [&](auto const& left, auto const& right) {
                return is_descending ? key(right) < key(left) : key(left) < key(right);
            });
        };
        if (order.starts_with("count.posts"))
            sort_by([](FoundRecord const& record) { return record.articles; });
        else if (order.starts_with("name"))
            sort_by([&](FoundRecord const& record) -> std::string const& { return name(record); });
        else if (order.starts_with("slug"))
            sort_by([](FoundRecord const& record) -> std::string const& { return slug(record); });
    }

private:
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

    Catalogue const& catalogue_;
    RecordQuery const& query_;
};

} // namespace

RecordQueryResult find_records(Catalogue const& catalogue, RecordQuery const& query)
{
    Records const records(catalogue, query);
    auto found = records.all();
    std::erase_if(found, [&](FoundRecord const& record) { return !records.is_wanted(record); });
    records.sort(found);
    RecordQueryResult result;
    result.total = found.size();
    auto const first = std::min((query.page - 1) * query.limit, found.size());
    auto const last = std::min(first + query.limit, found.size());
    result.records.assign(found.begin() + static_cast<std::ptrdiff_t>(first),
        found.begin() + static_cast<std::ptrdiff_t>(last));
    return result;
}

} // namespace broadsheet::site
