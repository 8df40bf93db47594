#include "workflow/previews.h"

#include "base/id.h"
#include "staff/secrets.h"

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

Result<Number> Previews::article(std::string_view token) const
{
    auto rows = TRY(connection_.query("SELECT article FROM previews WHERE hash = $1 AND expires_at > $2",
        {staff::hash_of_token(token), clock_.now()}));
    if (!TRY(rows.next()))
        return not_found("there is no such link, or it has expired");
    return rows.integer(0);
}

Result<std::vector<Previews::Preview>> Previews::of(Number article) const
{
    auto rows = TRY(connection_.query(
        "SELECT p.id, a.name, made_at, expires_at FROM previews p LEFT JOIN accounts a ON a.number = made_by "
        "WHERE article = $1 AND expires_at > $2 ORDER BY made_at, p.id",
        {article, clock_.now()}));
    std::vector<Preview> previews;
    while (TRY(rows.next()))
        previews.push_back({rows.string(0), rows.string(1), rows.integer(2), rows.integer(3)});
    return previews;
}

Result<void> Previews::end(Number article, std::string_view id)
{
    if (TRY(connection_.execute("DELETE FROM previews WHERE article = $1 AND id = $2", {article, id})) == 0)
        return not_found("there is no such link");
    return {};
}

} // namespace broadsheet::workflow
