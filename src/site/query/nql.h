#pragma once

#include "base/clock.h"
#include "base/result.h"

#include <functional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace broadsheet::site {

// Ghost's query language for filters: `tag:courts+featured:true`,
// `author:-mira-dolan,(slug:[a,b]+published_at:>now-30d)`. https://github.com/TryGhost/NQL
//
//   or := and (',' and)*       and := term ('+' term)*      term := '-'? ( '(' or ')' | property ':' test )
// ~, ~^ and ~$ ask for a part of a text, its beginning or its end, in capitals or not, as Ghost does.
//   test := '-'? ('>' | '<' | '>=' | '<=' | '~' | '~^' | '~$')? ( value | '[' value (',' value)* ']' )
//   value := null | true | false | now([+-]N(s|m|h|d|w|M|y))? | number | word | 'text'

struct FilterLimits {
    std::size_t size = 4'000; // bytes
    std::size_t depth = 20; // of parentheses
    std::size_t tests = 200;
};

// A value of a filter, or of a property it is compared with: null, a flag, a number (also a time in
// milliseconds) or text.
using FilterValue = std::variant<std::nullptr_t, bool, double, std::string>;

struct Filter {
    enum class Kind { all_of, any_of, none_of, test };
    enum class Sign { equal, greater, less, at_least, at_most, contains, starts_with, ends_with };

    Kind kind = Kind::all_of;
    std::vector<Filter> parts; // of all_of (true when empty), any_of and none_of
    std::string property; // of a test, which holds when one of the property's values meets one of `values`
    Sign sign = Sign::equal;
    std::vector<FilterValue> values;

    // Whether everything meets it.
    bool is_empty() const { return kind == Kind::all_of && parts.empty(); }
};

// `now` is what the word means. An empty text is a filter that everything meets. Errors name the place.
Result<Filter> parse_filter(std::string_view text, UtcMillis now, FilterLimits const& = {});

// Calls `visit` with each value a property has (a post has several tags); none: null is its only one.
using PropertyReader
    = std::function<void(std::string_view property, std::function<void(FilterValue const&)> const& visit)>;
bool matches(Filter const&, PropertyReader const&);

// Calls `visit` with every test of the filter.
void for_each_test(Filter const&, std::function<void(Filter const&)> const& visit);

// Returns the texts that `property` must equal one of wherever the whole filter holds; nullptr: none are
// needed.
std::vector<FilterValue> const* required_values(Filter const&, std::string_view property);
// Returns a test that looks for a part of the property's text (~, ~^, ~$) and must hold wherever the whole
// filter does; nullptr: there is none.
Filter const* required_part(Filter const&, std::string_view property);

} // namespace broadsheet::site
