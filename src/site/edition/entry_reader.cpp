#include "site/edition/entry_reader.h"

#include "base/encoding.h"
#include "newsroom/article_facts.h"
#include "text/signature.h"

#include <algorithm>
#include <fmt/format.h>
#include <limits>

namespace broadsheet::site {

namespace {

// How many articles one query reads: PostgreSQL sends a whole answer at once.
constexpr int batch_size = 2'000;

constexpr auto articles_sql
    = "SELECT edition, number, status, kind, language, section, published_at, updated_at, featured, words,"
      " translation_key, signature,"
      " EXISTS (SELECT 1 FROM corrections WHERE corrections.article = articles.number)"
      " FROM articles WHERE (edition, number) > ($1, $2) ORDER BY edition, number LIMIT $3";

// The tags (or bylines) of a batch, in the same order as its articles.
constexpr auto tags_sql = "SELECT a.number, l.tag FROM articles a JOIN article_tags l ON l.article = a.number"
                          " WHERE (a.edition, a.number) > ($1, $2) AND (a.edition, a.number) <= ($3, $4)"
                          " ORDER BY a.edition, a.number, l.position";
constexpr auto bylines_sql
    = "SELECT a.number, l.byline FROM articles a JOIN article_bylines l ON l.article = a.number"
      " WHERE (a.edition, a.number) > ($1, $2) AND (a.edition, a.number) <= ($3, $4)"
      " ORDER BY a.edition, a.number, l.position";

struct Place {
    newsroom::Edition edition = 0;
    newsroom::Number number = 0;
};

struct Row {
    Entry entry;
    bool is_published = false;
    std::uint64_t translation_key = 0;
    text::Signature signature;
};

// One batch of articles while it is put together.
struct Batch {
    Place first; // just before it
    Place last;
    std::vector<Row> rows;
};

Result<Row> read_row(db::Cursor& cursor, std::vector<std::string> const& languages)
{
    Row row;
    auto number = cursor.integer(1);
    if (number < 1 || number > std::numeric_limits<ShortNumber>::max())
        return Error{ErrorCode::internal, fmt::format("articles: number {} is out of range", number)};
    auto language = std::find(languages.begin(), languages.end(), cursor.text(4));
    auto& entry = row.entry;
    entry.number = static_cast<ShortNumber>(number);
    row.is_published = cursor.text(2) == "published" && language != languages.end();
    entry.is_page = cursor.text(3) == "page";
    entry.language = static_cast<std::uint8_t>(language - languages.begin());
    entry.section = static_cast<ShortNumber>(cursor.integer(5));
    entry.published_at = cursor.integer(6);
    entry.updated_at = cursor.integer(7);
    entry.is_featured = cursor.integer(8) != 0;
    entry.words = static_cast<std::uint16_t>(std::min<std::int64_t>(cursor.integer(9), 65'535));
    if (auto key = cursor.text(10); !key.empty())
        row.translation_key = hash64(key);
    if (auto signature = text::decode_signature(cursor.text(11)); signature.ok())
        row.signature = std::move(*signature);
    entry.has_corrections = cursor.integer(12) != 0;
    entry.version = static_cast<std::uint32_t>(cursor.integer(0));
    return row;
}

Result<Batch> read_batch(
    db::Connection& connection, std::vector<std::string> const& languages, Place const& after)
{
    Batch batch{after, after, {}};
    auto cursor = TRY(connection.query(articles_sql, {after.edition, after.number, batch_size}));
    while (TRY(cursor.next())) {
        batch.last = {cursor.integer(0), cursor.integer(1)};
        batch.rows.push_back(TRY(read_row(cursor, languages)));
    }
    return batch;
}

// Reads what one of the linking tables says of a batch: a list for each of its articles.
Result<std::vector<std::vector<ShortNumber>>> read_links(
    db::Connection& connection, char const* sql, Batch const& batch)
{
    std::vector<std::vector<ShortNumber>> links(batch.rows.size());
    auto cursor = TRY(connection.query(
        sql, {batch.first.edition, batch.first.number, batch.last.edition, batch.last.number}));
    std::size_t at = 0;
    while (TRY(cursor.next())) {
        while (at < batch.rows.size() && batch.rows[at].entry.number != cursor.integer(0))
            ++at;
        VERIFY(at < batch.rows.size());
        if (links[at].size() < std::numeric_limits<std::uint8_t>::max())
            links[at].push_back(static_cast<ShortNumber>(cursor.integer(1)));
    }
    return links;
}

Result<std::size_t> count_changed(db::Connection& connection, newsroom::Edition after)
{
    auto cursor = TRY(connection.query("SELECT count(*) FROM articles WHERE edition > $1", {after}));
    TRY(cursor.next());
    return static_cast<std::size_t>(cursor.integer(0));
}

} // namespace

void add_entry(
    Entries& entries, Signatures& signatures, newsroom::Article const& article, std::uint8_t language)
{
    auto const facts = newsroom::facts_of(article);
    Entry entry;
    entry.number = static_cast<ShortNumber>(article.number);
    entry.is_page = article.kind == newsroom::ArticleKind::page;
    entry.language = language;
    entry.section = static_cast<ShortNumber>(article.section.value_or(0));
    entry.published_at = article.published_at.value_or(0);
    entry.updated_at = article.updated_at;
    entry.is_featured = article.featured;
    entry.words = static_cast<std::uint16_t>(std::min<std::int64_t>(facts.words, 65'535));
    entry.has_corrections = !article.corrections.empty();
    auto short_numbers = [](std::vector<newsroom::Number> const& numbers) {
        auto const most = std::min<std::size_t>(numbers.size(), std::numeric_limits<std::uint8_t>::max());
        return std::vector<ShortNumber>(numbers.begin(), numbers.begin() + static_cast<std::ptrdiff_t>(most));
    };
    auto const signature = text::decode_signature(facts.signature);
    signatures.set(entry, signature.ok() ? *signature : text::Signature());
    auto const key = article.translation_key.empty() ? 0 : hash64(article.translation_key);
    entries.add(entry, {short_numbers(article.tags), short_numbers(article.bylines), key});
}

Result<EntryChanges> read_entries(db::Connection& connection, std::vector<std::string> const& languages,
    newsroom::Edition after, Signatures& signatures)
{
    EntryChanges changes;
    auto const count = TRY(count_changed(connection, after));
    changes.numbers.reserve(count);
    changes.published.reserve(count);
    signatures.reserve(count);
    for (Place place{after, std::numeric_limits<newsroom::Number>::max()};;) {
        auto batch = TRY(read_batch(connection, languages, place));
        if (batch.rows.empty())
            break;
        auto tags = TRY(read_links(connection, tags_sql, batch));
        auto bylines = TRY(read_links(connection, bylines_sql, batch));
        for (std::size_t i = 0; i < batch.rows.size(); ++i) {
            auto& row = batch.rows[i];
            changes.numbers.push_back(row.entry.number);
            if (!row.is_published)
                continue;
            signatures.set(row.entry, row.signature);
            changes.published.add(row.entry, {tags[i], bylines[i], row.translation_key});
        }
        place = batch.last;
    }
    std::sort(changes.numbers.begin(), changes.numbers.end());
    return changes;
}

Result<SharedSignatures> read_signatures(db::Connection& connection, std::size_t articles)
{
    auto signatures = std::make_shared<Signatures>();
    signatures->reserve(articles);
    for (newsroom::Number last = 0;;) {
        auto const before = last;
        auto cursor = TRY(connection.query(
            "SELECT number, signature FROM articles WHERE number > $1 ORDER BY number LIMIT $2",
            {last, batch_size}));
        while (TRY(cursor.next())) {
            last = cursor.integer(0);
            Entry entry;
            entry.number = static_cast<ShortNumber>(last);
            auto const signature = text::decode_signature(cursor.text(1));
            signatures->set(entry, signature.ok() ? *signature : text::Signature());
        }
        if (last == before)
            return SharedSignatures(std::move(signatures));
    }
}

} // namespace broadsheet::site
