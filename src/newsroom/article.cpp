#include "newsroom/article.h"

#include <array>
#include <fmt/format.h>

namespace broadsheet::newsroom {

namespace {

constexpr std::array<std::string_view, 2> kind_names{"article", "page"};
constexpr std::array<std::string_view, 4> status_names{"draft", "scheduled", "published", "withdrawn"};

} // namespace

std::string_view name_of(ArticleKind kind)
{
    return kind_names.at(static_cast<std::size_t>(kind));
}

std::string_view name_of(Status status)
{
    return status_names.at(static_cast<std::size_t>(status));
}

Result<ArticleKind> article_kind_from(std::string_view name)
{
    for (std::size_t at = 0; at < kind_names.size(); ++at)
        if (kind_names.at(at) == name)
            return static_cast<ArticleKind>(at);
    return invalid(fmt::format("\"{}\" is no kind of article: article or page", name));
}

Result<Status> status_from(std::string_view name)
{
    for (std::size_t at = 0; at < status_names.size(); ++at)
        if (status_names.at(at) == name)
            return static_cast<Status>(at);
    return invalid(fmt::format("\"{}\" is no status: draft, scheduled, published or withdrawn", name));
}

} // namespace broadsheet::newsroom
