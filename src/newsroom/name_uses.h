#pragma once

#include "db/connection.h"
#include "newsroom/taxonomy.h"

#include <string>
#include <string_view>
#include <vector>

namespace broadsheet::newsroom {

// Where a person is named apart from the byline over articles: what redacting the byline leaves as it is.
class NameUses {
public:
    explicit NameUses(db::Connection& connection)
        : connection_(connection)
    {
    }

    struct Use {
        enum class Kind { article, page, tag, byline, appeal, medium, issue, welcome_letter, setting } kind;
        std::string id; // of a setting its key, of a welcome letter its newsletter's
        std::string title;
    };
    struct Uses {
        std::vector<Use> list;
        bool are_more = false;
    };
    // Returns what names the byline in any language, or links to its page: the name as it is written, and its
    // last word alone, which other words may follow or ending change ("Dolan's", "Долана"). Reads every text
    // there is: for a page that is seldom asked for.
    Result<Uses> of(Byline const&, std::size_t most) const;

private:
    db::Connection& connection_;
};

} // namespace broadsheet::newsroom
