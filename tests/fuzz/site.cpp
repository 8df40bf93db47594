// What readers and themes write: a filter is parsed or refused, a search becomes an expression whose
// quotation marks pair, a path becomes a route, and a proper route's redirect is proper itself.

#include "site/query/nql.h"
#include "site/routes.h"
#include "site/search/excerpt.h"
#include "site/search/query.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

using namespace broadsheet;

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size)
{
    std::string_view const text{reinterpret_cast<char const*>(data), size};

    if (auto filter = site::parse_filter(text, 1'700'000'000'000); filter.ok())
        site::matches(*filter, [](std::string_view, auto const& visit) { visit(std::string("courts")); });

    auto const query = site::parse_search_query(text);
    if (query.wants_something()) {
        auto const expression = site::fts_expression(query);
        VERIFY(std::count(expression.begin(), expression.end(), '"') % 2 == 0);
        VERIFY(!site::Excerpts("en", query).of("One word and another.").empty());
    }

    static std::vector<std::string> const languages = {"en", "ru"};
    auto const route = site::read_route(text, languages);
    if (route.kind == site::Route::Kind::redirect)
        VERIFY(site::read_route(route.location, languages).kind != site::Route::Kind::redirect);
    return 0;
}
