#include "workflow/previews.h"

#include "base/id.h"
#include "newsroom/articles.h"
#include "staff/accounts.h"
#include "staff/secrets.h"
#include "workflow/progress.h"
#include "workflow/rights.h"

#include <utility>

namespace broadsheet::workflow {

Result<std::string> Previews::make(Number article, staff::Account const& account, std::int64_t life)
{
    if (life <= 0 || life > longest_life)
        return invalid("expiry: a link works for 30 days at most");
    TRY(connection_.execute("DELETE FROM previews WHERE expires_at <= $1", {clock_.now()}));
    if (static_cast<int>(TRY(of(article)).size()) >= most_of_one_article)
        return limit_reached("the article has 50 links; end one first");
    auto token = staff::make_token(random_);
    TRY(connection_.execute(
        "INSERT INTO previews (hash, id, article, made_by, made_at, expires_at) VALUES ($1, $2, $3, $4, $5, "
        "$6)",
        {staff::hash_of_token(token), new_id(clock_, random_), article, account.number, clock_.now(),
            clock_.now() + life}));
    return token;
}

// Asked each time a link is used: whoever was suspended, given a lesser role or taken off the article cannot
// have it shown to others any more, nor be shown it themselves.
Result<Previews::Maker> Previews::maker(
    std::optional<staff::Number> number, newsroom::Article const& article) const
{
    if (!number)
        return Maker{};
    auto const account = TRY(staff::Accounts(connection_, clock_, random_).by_number(*number));
    bool const is_assigned = TRY(Desk(connection_).is_assigned(article.number, account.number));
    return Maker{account.name, rights_of(account, article, is_assigned).read};
}

Result<Number> Previews::article(std::string_view token) const
{
    std::optional<std::pair<Number, std::optional<staff::Number>>> found;
    {
        auto rows = TRY(
            connection_.query("SELECT article, made_by FROM previews WHERE hash = $1 AND expires_at > $2",
                {staff::hash_of_token(token), clock_.now()}));
        if (TRY(rows.next()))
            found.emplace(rows.integer(0), rows.is_null(1) ? std::nullopt : std::optional(rows.integer(1)));
    }
    auto const gone = not_found("there is no such link, or it has expired");
    if (!found)
        return gone;
    auto const article = TRY(newsroom::Articles(connection_).by_number(found->first));
    return TRY(maker(found->second, article)).may_show ? Result<Number>(article.number) : gone;
}

Result<std::vector<Previews::Preview>> Previews::of(Number article) const
{
    std::vector<std::pair<Preview, std::optional<staff::Number>>> links;
    {
        auto rows = TRY(connection_.query("SELECT id, made_at, expires_at, made_by FROM previews "
                                          "WHERE article = $1 AND expires_at > $2 ORDER BY made_at, id",
            {article, clock_.now()}));
        while (TRY(rows.next()))
            links.emplace_back(Preview{rows.string(0), "", rows.integer(1), rows.integer(2)},
                rows.is_null(3) ? std::nullopt : std::optional(rows.integer(3)));
    }
    std::vector<Preview> working;
    if (links.empty())
        return working;
    auto const shown = TRY(newsroom::Articles(connection_).by_number(article));
    for (auto& [preview, made_by] : links) {
        auto const made = TRY(maker(made_by, shown));
        if (!made.may_show)
            continue;
        preview.made_by = made.name;
        working.push_back(std::move(preview));
    }
    return working;
}

Result<void> Previews::end(Number article, std::string_view id)
{
    if (TRY(connection_.execute("DELETE FROM previews WHERE article = $1 AND id = $2", {article, id})) == 0)
        return not_found("there is no such link");
    return {};
}

Result<void> Previews::end_all(newsroom::Change& change, Number article)
{
    TRY(change.connection().execute("DELETE FROM previews WHERE article = $1", {article}));
    return {};
}

} // namespace broadsheet::workflow
