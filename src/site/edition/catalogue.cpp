#include "site/edition/catalogue.h"

#include "newsroom/appeals.h"
#include "newsroom/issues.h"
#include "newsroom/redirects.h"
#include "site/edition/entry_reader.h"

#include <algorithm>
#include <fmt/format.h>
#include <limits>

namespace broadsheet::site {

namespace {

template <typename Record>
void index_records(std::vector<Record> const& records,
    std::unordered_map<std::string_view, Record const*>& of_slug, std::vector<Record const*>& of_number)
{
    for (auto const& record : records) {
        of_slug.emplace(record.slug, &record);
        auto number = static_cast<std::size_t>(record.number);
        if (of_number.size() <= number)
            of_number.resize(number + 1);
        of_number[number] = &record;
    }
}

template <typename Record>
Record const* at(std::vector<Record const*> const& of_number, newsroom::Number number)
{
    auto place = static_cast<std::size_t>(number);
    return place < of_number.size() ? of_number[place] : nullptr;
}

template <typename Record>
Record const* at(std::unordered_map<std::string_view, Record const*> const& of_slug, std::string_view slug)
{
    auto found = of_slug.find(slug);
    return found == of_slug.end() ? nullptr : found->second;
}

} // namespace

Result<std::shared_ptr<Catalogue const>> Catalogue::load(db::Connection& connection, Catalogue const* former)
{
    auto catalogue = std::make_shared<Catalogue>();
    TRY(catalogue->load_texts(connection));
    if (former && (former->settings_.languages != catalogue->settings_.languages || !former->signatures()))
        former = nullptr;
    TRY(catalogue->load_articles(connection, former));
    catalogue->index();
    return std::shared_ptr<Catalogue const>(std::move(catalogue));
}

Result<std::shared_ptr<Catalogue const>> Catalogue::with(
    db::Connection& connection, Catalogue const& former, newsroom::Article const& article)
{
    auto catalogue = std::make_shared<Catalogue>();
    TRY(catalogue->load_texts(connection));
    auto const language = catalogue->find_language(article.language);
    if (!language || former.settings_.languages != catalogue->settings_.languages)
        return invalid(fmt::format("language: the newspaper has none called \"{}\"", article.language));
    Entries one;
    auto const known = former.signatures();
    auto signatures
        = std::make_shared<Signatures>(known ? *known : *TRY(read_signatures(connection, former.size())));
    add_entry(one, *signatures, article, static_cast<std::uint8_t>(*language));
    catalogue->signatures_ = std::move(signatures);
    catalogue->entries_ = Entries::merged(former.entries_, one, {static_cast<ShortNumber>(article.number)});
    catalogue->index();
    return std::shared_ptr<Catalogue const>(std::move(catalogue));
}

Result<void> Catalogue::load_texts(db::Connection& connection)
{
    {
        auto edition = TRY(connection.query("SELECT number, published_at FROM edition"));
        if (!TRY(edition.next()))
            return Error{ErrorCode::internal, "The database has no edition: its table `edition` is empty"};
        edition_ = edition.integer(0);
        made_at_ = edition.integer(1);
    }
    settings_ = TRY(newsroom::load_settings(connection));
    zone_ = TRY(text::TimeZone::find(settings_.time_zone));
    tags_ = TRY(newsroom::Tags(connection).all());
    bylines_ = TRY(newsroom::Bylines(connection).all());
    appeals_ = TRY(newsroom::Appeals(connection).on_air());
    index_records(tags_, tag_of_slug_, tag_of_number_);
    index_records(bylines_, byline_of_slug_, byline_of_number_);
    auto redirects = TRY(connection.query("SELECT 1 FROM redirects LIMIT 1"));
    has_redirects_ = TRY(redirects.next());
    return load_newsletters(connection);
}

Result<void> Catalogue::load_newsletters(db::Connection& connection)
{
    for (auto& newsletter : TRY(newsroom::Newsletters(connection).all())) {
        auto const language = find_language(newsletter.language);
        if (!language || newsletter.status == newsroom::Newsletter::Status::draft)
            continue;
        auto& published = newsletters_.emplace_back();
        published.language = *language;
        auto const latest
            = TRY(newsroom::Issues(connection).sent(newsletter.id, std::numeric_limits<UtcMillis>::max(), 1));
        if (!latest.empty())
            published.latest_issue = latest.front().slug;
        auto count = TRY(connection.query(
            "SELECT count(*) FROM issues WHERE newsletter = $1 AND status = 'sent'", {newsletter.id}));
        TRY(count.next());
        published.issues = static_cast<std::size_t>(count.integer(0));
        published.newsletter = std::move(newsletter);
    }
    return {};
}

Result<void> Catalogue::load_articles(db::Connection& connection, Catalogue const* former)
{
    auto signatures
        = former ? std::make_shared<Signatures>(*former->signatures()) : std::make_shared<Signatures>();
    auto changes
        = TRY(read_entries(connection, settings_.languages, former ? former->edition_ : -1, *signatures));
    signatures_ = std::move(signatures);
    changes.published.sort_by_time();
    entries_ = former ? Entries::merged(former->entries_, changes.published, changes.numbers)
                      : std::move(changes.published);
    return {};
}

void Catalogue::index()
{
    auto const count = entries_.size();
    auto const language_count = languages();
    auto for_each = [&](auto&& visit) {
        for (Ordinal ordinal = 0; ordinal < count; ++ordinal)
            visit(ordinal, entries_[ordinal]);
    };

    by_language_ = Buckets(language_count, [&](auto&& emit) {
        for_each([&](Ordinal ordinal, Entry const& entry) {
            if (!entry.is_page)
                emit(entry.language, ordinal);
        });
    });
    pages_by_language_ = Buckets(language_count, [&](auto&& emit) {
        for_each([&](Ordinal ordinal, Entry const& entry) {
            if (entry.is_page)
                emit(entry.language, ordinal);
        });
    });
    by_tag_ = Buckets(tag_of_number_.size() * language_count, [&](auto&& emit) {
        for_each([&](Ordinal ordinal, Entry const& entry) {
            if (entry.is_page)
                return;
            for (auto tag : entries_.tags(entry))
                if (this->tag(tag))
                    emit(tag * language_count + entry.language, ordinal);
        });
    });
    by_byline_ = Buckets(byline_of_number_.size() * language_count, [&](auto&& emit) {
        for_each([&](Ordinal ordinal, Entry const& entry) {
            if (entry.is_page)
                return;
            for (auto byline : entries_.bylines(entry))
                if (this->byline(byline))
                    emit(byline * language_count + entry.language, ordinal);
        });
    });

    for_each([&](Ordinal ordinal, Entry const& entry) {
        if (ordinal_of_number_.size() <= entry.number)
            ordinal_of_number_.resize(std::max<std::size_t>(entry.number + 1, count + 1), absent);
        ordinal_of_number_[entry.number] = ordinal;
        if (entry.has_translation_key)
            translations_.push_back({entries_.translation_key(entry), ordinal});
    });
    std::sort(translations_.begin(), translations_.end(), [&](auto const& left, auto const& right) {
        return std::tuple(left.key, entries_[left.ordinal].language, left.ordinal)
            < std::tuple(right.key, entries_[right.ordinal].language, right.ordinal);
    });
}

PublishedNewsletter const* Catalogue::newsletter(std::size_t language, std::string_view slug) const
{
    auto const found = std::ranges::find_if(newsletters_, [&](PublishedNewsletter const& one) {
        return one.language == language && one.newsletter.slug == slug;
    });
    return found == newsletters_.end() ? nullptr : &*found;
}

bool Catalogue::has_newsletters(std::size_t language) const
{
    return std::ranges::any_of(
        newsletters_, [&](PublishedNewsletter const& one) { return one.language == language; });
}

PublishedNewsletter const* Catalogue::open_newsletter(std::size_t language) const
{
    auto const found = std::ranges::find_if(newsletters_,
        [&](PublishedNewsletter const& one) { return one.language == language && one.is_open(); });
    return found == newsletters_.end() ? nullptr : &*found;
}

newsroom::Tag const* Catalogue::tag(newsroom::Number number) const
{
    return at(tag_of_number_, number);
}

newsroom::Tag const* Catalogue::tag(std::string_view slug) const
{
    return at(tag_of_slug_, slug);
}

newsroom::Byline const* Catalogue::byline(newsroom::Number number) const
{
    return at(byline_of_number_, number);
}

newsroom::Byline const* Catalogue::byline(std::string_view slug) const
{
    return at(byline_of_slug_, slug);
}

std::optional<std::size_t> Catalogue::find_language(std::string_view language) const
{
    auto const& all = settings_.languages;
    auto found = std::find(all.begin(), all.end(), language);
    if (found == all.end())
        return {};
    return static_cast<std::size_t>(found - all.begin());
}

std::optional<Ordinal> Catalogue::find(newsroom::Number number) const
{
    auto place = static_cast<std::size_t>(number);
    if (place >= ordinal_of_number_.size() || ordinal_of_number_[place] == absent)
        return {};
    return ordinal_of_number_[place];
}

newsroom::Number Catalogue::number_after(newsroom::Number number) const
{
    for (auto place = static_cast<std::size_t>(number) + 1; place < ordinal_of_number_.size(); ++place)
        if (ordinal_of_number_[place] != absent)
            return static_cast<newsroom::Number>(place);
    return 0;
}

std::vector<Ordinal> Catalogue::translations(Ordinal ordinal) const
{
    auto const key = entries_.translation_key(entries_[ordinal]);
    if (key == 0)
        return {ordinal};
    std::vector<Ordinal> result;
    auto const language = entries_[ordinal].language;
    auto next = std::lower_bound(translations_.begin(), translations_.end(), key,
        [](Translation const& translation, std::uint64_t wanted) { return translation.key < wanted; });
    for (; next != translations_.end() && next->key == key; ++next) {
        auto const& other = entries_[next->ordinal];
        auto is_itself = next->ordinal == ordinal;
        if (other.is_page != entries_[ordinal].is_page || (other.language == language && !is_itself))
            continue;
        if (!result.empty() && entries_[result.back()].language == other.language)
            continue;
        result.push_back(next->ordinal);
    }
    return result;
}

Listing Catalogue::with_tag(std::size_t language, newsroom::Number tag) const
{
    return by_tag_[static_cast<std::size_t>(tag) * languages() + language];
}

Listing Catalogue::by(std::size_t language, newsroom::Number byline) const
{
    return by_byline_[static_cast<std::size_t>(byline) * languages() + language];
}

Listing Catalogue::between(Listing listing, UtcMillis from, UtcMillis until) const
{
    auto is_before = [&](Ordinal ordinal, UtcMillis time) { return entries_[ordinal].published_at < time; };
    auto first = std::lower_bound(listing.begin(), listing.end(), from, is_before);
    auto last = std::lower_bound(first, listing.end(), until, is_before);
    return listing.subspan(
        static_cast<std::size_t>(first - listing.begin()), static_cast<std::size_t>(last - first));
}

} // namespace broadsheet::site
