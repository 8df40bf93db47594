#include "site/edition/snapshot.h"

#include "base/utf8.h"
#include "db/transaction.h"
#include "site/edition/entry_reader.h"

#include <array>
#include <fmt/format.h>

namespace broadsheet::site {

namespace {

// From how many letters of a body an excerpt is taken.
constexpr int excerpt_source = 3'000;

// A query for many cards is padded to one of these numbers, so that few statements serve them all.
constexpr std::array<std::size_t, 4> batch_sizes = {1, 4, 16, 64};

constexpr std::string_view card_columns
    = "a.number, a.id, a.language, a.slug, a.title, a.standfirst, "
      "a.picture, a.picture_alt, a.picture_caption,"
      " a.picture_credit, a.created_at, a.no_appeal, a.template, "
      "a.canonical_url, a.meta_title, a.meta_description,"
      " m.width, m.height, COALESCE(m.focus_x, 50), COALESCE(m.focus_y, 50)";
constexpr int card_column_count = 20;
constexpr std::string_view card_tables = " FROM articles a LEFT JOIN media m ON m.path = a.picture ";

// Reads the columns above, and behind them the body or its beginning.
void read_card(db::Cursor& cursor, Card& card)
{
    card.number = cursor.integer(0);
    card.id = cursor.text(1);
    card.language = cursor.text(2);
    card.slug = cursor.text(3);
    card.title = cursor.text(4);
    card.standfirst = cursor.text(5);
    card.picture = {cursor.string(6), cursor.string(7), cursor.string(8), cursor.string(9)};
    card.created_at = cursor.integer(10);
    card.no_appeal = cursor.integer(11) != 0;
    card.template_name = cursor.text(12);
    card.canonical_url = cursor.text(13);
    card.meta_title = cursor.text(14);
    card.meta_description = cursor.text(15);
    card.picture_width = static_cast<int>(cursor.integer(16));
    card.picture_height = static_cast<int>(cursor.integer(17));
    card.focus_x = static_cast<int>(cursor.integer(18));
    card.focus_y = static_cast<int>(cursor.integer(19));
    // A body cut short may end inside a tag, which is then no text.
    card.excerpt
        = excerpt_of(card.standfirst, first_code_points(cursor.text(card_column_count), excerpt_source));
}

std::string const& cards_sql(std::size_t batch_size)
{
    static auto const texts = [] {
        std::array<std::string, batch_sizes.size()> result;
        for (std::size_t i = 0; i < batch_sizes.size(); ++i) {
            std::string places;
            for (std::size_t n = 1; n <= batch_sizes[i]; ++n)
                places += fmt::format("{}${}", n > 1 ? ", " : "", n);
            result[i] = fmt::format(
                "SELECT {}, CASE WHEN a.standfirst = '' THEN substr(a.body, 1, {}) ELSE '' END{}"
                "WHERE a.number IN ({})",
                card_columns, excerpt_source, card_tables, places);
        }
        return result;
    }();
    std::size_t at = 0;
    while (batch_sizes[at] < batch_size)
        ++at;
    return texts[at];
}

std::size_t padded(std::size_t count)
{
    for (auto size : batch_sizes)
        if (count <= size)
            return size;
    return batch_sizes.back();
}

Result<std::vector<newsroom::Correction>> read_corrections(
    db::Connection& connection, newsroom::Number article)
{
    std::vector<newsroom::Correction> corrections;
    auto cursor = TRY(connection.query("SELECT corrected_at, text, is_retraction FROM corrections WHERE "
                                       "article = $1 ORDER BY corrected_at, position",
        {article}));
    while (TRY(cursor.next()))
        corrections.push_back({cursor.integer(0), cursor.string(1), cursor.integer(2) != 0});
    return corrections;
}

} // namespace

Snapshot::Snapshot(
    db::Database::Lease lease, std::shared_ptr<PublishedEdition const> edition, CardCache& cards)
    : lease_(std::move(lease))
    , edition_(std::move(edition))
    , cards_(&cards)
{
    cards_->enter(catalogue().edition());
}

Snapshot::~Snapshot() = default; // the lease rolls the read transaction back

Result<SharedSignatures> Snapshot::signatures() const
{
    if (auto signatures = catalogue().signatures())
        return signatures;
    return read_signatures(*lease_, catalogue().size());
}

Result<std::shared_ptr<RelatedLists const>> Snapshot::related() const
{
    return edition().related([&] { return signatures(); });
}

Result<std::vector<CardPointer>> Snapshot::cards(std::span<Ordinal const> ordinals) const
{
    std::vector<CardPointer> result(ordinals.size());
    std::vector<std::size_t> missing;
    for (std::size_t i = 0; i < ordinals.size(); ++i) {
        result[i] = cards_->find(catalogue()[ordinals[i]].number);
        if (!result[i])
            missing.push_back(i);
    }
    std::vector<db::Parameter> parameters;
    for (std::size_t first = 0; first < missing.size(); first += batch_sizes.back()) {
        auto const count = std::min(missing.size() - first, batch_sizes.back());
        parameters.clear();
        for (std::size_t i = 0; i < count; ++i)
            parameters.emplace_back(catalogue()[ordinals[missing[first + i]]].number);
        parameters.resize(padded(count), db::Parameter(0));
        auto cursor = TRY(lease_->query(cards_sql(count), parameters));
        while (TRY(cursor.next())) {
            auto card = std::make_shared<Card>();
            read_card(cursor, *card);
            for (std::size_t i = 0; i < count; ++i)
                if (catalogue()[ordinals[missing[first + i]]].number == card->number)
                    result[missing[first + i]] = card;
            cards_->keep(std::move(card));
        }
    }
    for (std::size_t i = 0; i < result.size(); ++i)
        if (!result[i])
            return Error{ErrorCode::internal,
                fmt::format("Article {} is in the catalogue of edition {} but not in the database",
                    catalogue()[ordinals[i]].number, catalogue().edition())};
    return result;
}

Result<CardPointer> Snapshot::card(Ordinal ordinal) const
{
    return TRY(cards({&ordinal, 1})).front();
}

Result<Snapshot::Found> Snapshot::article(std::size_t language, std::string_view slug) const
{
    static auto const sql = fmt::format(
        "SELECT {}, a.body, a.status{}WHERE a.language = $1 AND a.slug = $2", card_columns, card_tables);
    Found found;
    auto text = std::make_shared<ArticleText>();
    {
        auto cursor = TRY(lease_->query(sql, {catalogue().language(language), slug}));
        if (!TRY(cursor.next()))
            return found;
        auto const ordinal = catalogue().find(cursor.integer(0));
        if (!ordinal) {
            if (cursor.text(card_column_count + 1) == "withdrawn")
                found.state = Found::State::withdrawn;
            return found;
        }
        found.state = Found::State::published;
        found.ordinal = *ordinal;
        read_card(cursor, *text);
        text->body = cursor.text(card_column_count);
    }
    if (catalogue()[found.ordinal].has_corrections)
        text->corrections = TRY(read_corrections(*lease_, text->number));
    found.text = std::move(text);
    return found;
}

Result<ArticlePointer> Snapshot::article(Ordinal ordinal) const
{
    static auto const sql = fmt::format("SELECT {}, a.body{}WHERE a.number = $1", card_columns, card_tables);
    auto const& entry = catalogue()[ordinal];
    auto text = std::make_shared<ArticleText>();
    {
        auto cursor = TRY(lease_->query(sql, {entry.number}));
        if (!TRY(cursor.next()))
            return not_found(fmt::format("Article {} is not in the database", entry.number));
        read_card(cursor, *text);
        text->body = cursor.text(card_column_count);
    }
    if (entry.has_corrections)
        text->corrections = TRY(read_corrections(*lease_, entry.number));
    return ArticlePointer(std::move(text));
}

Result<std::optional<Snapshot::Size>> Snapshot::picture_size(std::string_view path) const
{
    if (!path.starts_with("/media/"))
        return std::optional<Size>();
    auto cursor = TRY(lease_->query("SELECT width, height FROM media WHERE path = $1", {path}));
    if (!TRY(cursor.next()) || cursor.integer(0) <= 0 || cursor.integer(1) <= 0)
        return std::optional<Size>();
    return std::optional(Size{static_cast<int>(cursor.integer(0)), static_cast<int>(cursor.integer(1))});
}

} // namespace broadsheet::site
