#include "site/fingerprints.h"

#include "base/fingerprint.h"
#include "newsroom/settings_values.h"
#include "site/contexts/post.h"
#include "site/contexts/taxonomy.h"
#include "site/feeds/feed.h"

#include <algorithm>
#include <thread>

namespace broadsheet::site {

namespace {

constexpr Ordinal batch_size = 512;

template <typename Texts>
void add_texts(Fingerprint& print, Texts const& texts, auto const& add_text)
{
    print.add(texts.size());
    for (auto const& [language, text] : texts) {
        print.add(language);
        add_text(text);
    }
}

std::uint64_t print_of(newsroom::Tag const& tag)
{
    Fingerprint print;
    auto const add = [&](newsroom::Tag::Text const& text) { print.add(text.name).add(text.description); };
    print.add(tag.id).add(tag.slug).add(tag.picture);
    print.add(tag.is_section).add(tag.is_internal).add(static_cast<std::uint64_t>(tag.position));
    add(tag.text);
    add_texts(print, tag.translations, add);
    return print.value();
}

std::uint64_t print_of(newsroom::Byline const& byline)
{
    Fingerprint print;
    auto const add = [&](newsroom::Byline::Text const& text) { print.add(text.name).add(text.bio); };
    print.add(byline.id).add(byline.slug).add(byline.picture).add(byline.website).add(byline.location);
    print.add(byline.is_redacted);
    add(byline.text);
    add_texts(print, byline.translations, add);
    return print.value();
}

void add_appeal(Fingerprint& print, newsroom::Appeal const& appeal)
{
    auto const add = [&](auto number) { print.add(static_cast<std::uint64_t>(number)); };
    auto const add_all = [&](auto const& numbers) {
        add(numbers.size());
        for (auto const number : numbers)
            add(number);
    };
    auto const add_words = [&](newsroom::AppealWords const& words) {
        print.add(words.bar).add(words.heading).add(words.letter).add(words.signature);
        print.add(words.button).add(words.second_label).add(words.second_url);
    };
    print.add(appeal.slug).add(appeal.picture).add(appeal.offer.currency);
    for (auto const number : {appeal.priority, appeal.after_paragraphs, appeal.most_views, appeal.view_days,
             appeal.raised, appeal.offer.goal})
        add(number);
    add(appeal.offer.frequency);
    for (auto const& [frequency, amounts] : appeal.offer.amounts) {
        add(frequency);
        add(amounts.chosen);
        add_all(amounts.suggested);
    }
    add_all(appeal.placements);
    add_all(appeal.target.kinds);
    add_all(appeal.target.tags);
    add_all(appeal.target.excluded_tags);
    add_texts(print, appeal.words, [&](newsroom::AppealVariants const& variants) {
        add_words(variants.a);
        add_words(variants.b);
    });
}

void add_newsletter(Fingerprint& print, PublishedNewsletter const& published)
{
    auto const& newsletter = published.newsletter;
    print.add(newsletter.id).add(newsletter.slug).add(newsletter.name).add(newsletter.pitch);
    print.add(newsletter.frequency).add(newsletter.policy).add(newsletter.policy_path);
    print.add(static_cast<std::uint64_t>(newsletter.status)).add(published.language);
    print.add(published.latest_issue);
}

// Calls make(from, prints) for parts of so many prints, with so many threads, and returns them.
template <typename Make>
std::vector<std::uint64_t> for_all(Ordinal count, unsigned threads, Make const& make)
{
    std::vector<std::uint64_t> prints(count);
    std::atomic<Ordinal> next = 0;
    auto const work = [&] {
        for (Ordinal from = next.fetch_add(batch_size); from < count; from = next.fetch_add(batch_size))
            make(from, std::span(prints).subspan(from, std::min(count - from, batch_size)));
    };
    {
        std::vector<std::jthread> others;
        for (unsigned index = 1; index < threads; ++index)
            others.emplace_back(work);
        work();
    }
    return prints;
}

template <typename Record>
std::vector<std::uint64_t> by_number(std::vector<Record> const& records)
{
    std::vector<std::uint64_t> prints;
    for (auto const& record : records) {
        auto const number = static_cast<std::size_t>(record.number);
        prints.resize(std::max(prints.size(), number + 1));
        prints[number] = print_of(record);
    }
    return prints;
}

} // namespace

Fingerprints::Fingerprints(Snapshot const& snapshot, UtcMillis now, unsigned threads, RelatedLists& lists)
    : snapshot_(snapshot)
    , everywhere_(make_everywhere(now))
    , tags_(by_number(snapshot.catalogue().tags()))
    , bylines_(by_number(snapshot.catalogue().bylines()))
{
    auto const count = static_cast<Ordinal>(snapshot.catalogue().size());
    versions_ = for_all(count, threads, [&](Ordinal from, std::span<std::uint64_t> prints) {
        for (auto& print : prints)
            print = make_version(from++);
    });
    articles_ = for_all(count, threads, [&](Ordinal from, std::span<std::uint64_t> prints) {
        std::vector<RelatedLists::List> related(prints.size());
        lists.read(from, related);
        for (std::size_t place = 0; place < prints.size(); ++place)
            prints[place] = make_article(from + static_cast<Ordinal>(place), related[place]);
    });
    lists.keep();
}

std::uint64_t Fingerprints::make_everywhere(UtcMillis now) const
{
    auto const& catalogue = snapshot_.catalogue();
    Fingerprint print;
    print.add(snapshot_.edition().theme().version());
    for (auto const& [key, value] : newsroom::to_values(catalogue.settings()))
        print.add(key).add(value);
    print.add(static_cast<std::uint64_t>(catalogue.zone().civil(now).year)); // @site.year
    for (auto const& appeal : catalogue.appeals())
        add_appeal(print, appeal);
    for (auto const& newsletter : catalogue.newsletters())
        add_newsletter(print, newsletter);
    for (std::size_t language = 0; language < catalogue.languages(); ++language)
        for (auto const* section : sections_of(catalogue, language))
            print.add(language).add(print_of(*section));
    return print.value();
}

std::uint64_t Fingerprints::make_version(Ordinal ordinal) const
{
    auto const& catalogue = snapshot_.catalogue();
    auto const& entry = catalogue[ordinal];
    Fingerprint print;
    print.add(entry.number).add(entry.version).add(entry.section);
    // An edition's number may be used again after a backup was restored.
    print.add(static_cast<std::uint64_t>(entry.published_at));
    print.add(static_cast<std::uint64_t>(entry.updated_at));
    for (auto number : catalogue.tags(ordinal))
        print.add(catalogue.tag(number) ? tags_[number] : 0);
    for (auto number : catalogue.bylines(ordinal))
        print.add(catalogue.byline(number) ? bylines_[number] : 0);
    if (auto const* section = catalogue.tag(entry.section))
        print.add(tags_[static_cast<std::size_t>(section->number)]);
    return print.value();
}

std::uint64_t Fingerprints::make_article(Ordinal ordinal, RelatedLists::List const& related) const
{
    auto const& catalogue = snapshot_.catalogue();
    Fingerprint print;
    print.add(versions_[ordinal]);
    for (auto const listing :
        {catalogue.articles(catalogue[ordinal].language), section_listing(catalogue, ordinal)})
        for (auto const direction : {Direction::newer, Direction::older}) {
            auto const other = neighbour(listing, ordinal, direction);
            print.add(other ? versions_[*other] : 0);
        }
    for (auto const other : related)
        if (other != RelatedLists::none)
            print.add(versions_[other]);
    print.add(0);
    for (auto const other : catalogue.translations(ordinal))
        print.add(versions_[other]);
    return print.value();
}

std::uint64_t Fingerprints::list(std::uint64_t subject, Listing listing, Pagination const& pagination) const
{
    if (subject == 0 && pagination.page == 1)
        return 0;
    Fingerprint print;
    print.add(subject).add(pagination.newer()).add(pagination.older());
    if (pagination.page == 1)
        print.add(listing.size());
    for (auto const ordinal : articles_of_page(listing, pagination))
        print.add(versions_[ordinal]);
    return print.value();
}

std::uint64_t Fingerprints::feed(std::uint64_t subject, Listing listing) const
{
    Fingerprint print;
    print.add(subject);
    for (auto const ordinal : newest(listing, subject == 0 ? feed_size : list_feed_size))
        print.add(versions_[ordinal]);
    return print.value();
}

// Each page of a list names its translations: which languages have any of it.
std::uint64_t Fingerprints::subject(newsroom::Tag const& tag) const
{
    auto const& catalogue = snapshot_.catalogue();
    Fingerprint print;
    print.add(tags_[static_cast<std::size_t>(tag.number)]);
    for (std::size_t language = 0; language < catalogue.languages(); ++language)
        print.add(!catalogue.with_tag(language, tag.number).empty());
    return print.value();
}

std::uint64_t Fingerprints::subject(newsroom::Byline const& byline) const
{
    auto const& catalogue = snapshot_.catalogue();
    Fingerprint print;
    print.add(bylines_[static_cast<std::size_t>(byline.number)]);
    for (std::size_t language = 0; language < catalogue.languages(); ++language)
        print.add(!catalogue.by(language, byline.number).empty());
    return print.value();
}

std::uint64_t Fingerprints::subject(std::size_t language, Period const& period, std::size_t page) const
{
    auto const& catalogue = snapshot_.catalogue();
    Fingerprint print;
    for (std::size_t other = 0; other < catalogue.languages(); ++other)
        print.add(!articles_of(catalogue, other, period).empty());
    if (page > 1)
        return print.value();
    auto const add = [&](Period const& part) {
        print.add(path_of(part)).add(articles_of(catalogue, language, part).size());
    };
    add(period);
    for (auto const& part : parts_of(catalogue, language, period))
        add(part);
    print.add(0);
    for (auto const& other :
        {period_before(catalogue, language, period), period_after(catalogue, language, period)}) {
        print.add(other.has_value());
        if (other)
            add(*other);
    }
    return print.value();
}

std::uint64_t Fingerprints::plain(std::string_view path)
{
    return Fingerprint().add(path).value();
}

} // namespace broadsheet::site
