#pragma once

#include "newsroom/articles.h"
#include "newsroom/media_library.h"
#include "newsroom/redirects.h"
#include "newsroom/settings.h"
#include "newsroom/taxonomy.h"
#include "site/site.h"
#include "support/database.h"
#include "text/dates.h"

#include <functional>

namespace broadsheet::test {

inline UtcMillis at(std::string_view iso)
{
    return must(text::parse_iso(iso));
}

// A small newspaper in English, Russian and Arabic, with two sections, two tags, an internal tag and two bylines, no articles
// yet, and the clock at noon of 2024-05-20.
class Newspaper {
public:
    explicit Newspaper(db::Dialect dialect = db::Dialect::sqlite)
        : database(dialect)
        , lease(must(database->connect()))
    {
        change([&](newsroom::Change& change) -> Result<void> {
            newsroom::Settings settings;
            settings.languages = {"en", "ru", "ar"};
            settings.title = {{"en", "The Lantern"}, {"ru", "Фонарь"}, {"ar", "الفانوس"}};
            settings.description = {{"en", "News from Karvelia"}, {"ru", "Новости Карвелии"}};
            settings.time_zone = "Europe/Vilnius";
            settings.url = "https://lantern.example";
            settings.articles_per_page = 5;
            settings.navigation["en"] = {{"Politics", "/section/politics/"}, {"About", "/about/"}};
            TRY(newsroom::save_settings(change, settings));
            politics = TRY(save_tag(change, "politics", "Politics", "Политика", true));
            culture = TRY(save_tag(change, "culture", "Culture", "Культура", true));
            courts = TRY(save_tag(change, "courts", "Courts", "Суды", false));
            energy = TRY(save_tag(change, "energy", "Energy", "Энергетика", false));
            newsroom::Tag hidden;
            hidden.slug = "hash-hidden";
            hidden.text.name = "#hidden";
            hidden.is_internal = true;
            internal = TRY(newsroom::Tags::save(change, hidden));
            mira = TRY(save_byline(change, "mira-dolan", "Mira Dolan", "Мира Долан"));
            jonas = TRY(save_byline(change, "jonas-petrak", "Jonas Petrak", "Йонас Петрак"));
            return {};
        });
    }

    void change(std::function<Result<void>(newsroom::Change&)> const& body)
    {
        auto result = newsroom::change(*lease, clock, random, body);
        if (!result.ok())
            throw std::runtime_error(result.error().message);
    }

    // An article as it would be published now, of the section politics, by Mira Dolan.
    newsroom::Article draft(std::string slug, std::string title) const
    {
        newsroom::Article article;
        article.language = "en";
        article.slug = std::move(slug);
        article.title = std::move(title);
        article.body = "<p>The text of it.</p>";
        article.section = politics;
        article.tags = {politics};
        article.bylines = {mira};
        article.status = newsroom::Status::published;
        article.created_at = article.updated_at = clock.now();
        article.published_at = clock.now();
        return article;
    }

    newsroom::Number save(newsroom::Article const& article)
    {
        newsroom::Number number = 0;
        change([&](newsroom::Change& change) -> Result<void> {
            number = TRY(newsroom::Articles::save(change, article));
            return {};
        });
        return number;
    }

    // Publishes `count` articles, one a minute, the last of them now.
    void publish_many(int count, std::string const& prefix = "article")
    {
        change([&](newsroom::Change& change) -> Result<void> {
            for (int i = 1; i <= count; ++i) {
                auto article = draft(prefix + "-" + std::to_string(i), prefix + " " + std::to_string(i));
                article.published_at = article.updated_at = article.created_at
                    = clock.now() - (count - i) * 60'000;
                TRY(newsroom::Articles::save(change, article));
            }
            return {};
        });
    }

    TestDatabase database;
    db::Database::Lease lease;
    ManualClock clock{must(text::parse_iso("2024-05-20T12:00:00Z"))};
    SeededRandom random{7};
    newsroom::Number politics = 0;
    newsroom::Number culture = 0;
    newsroom::Number courts = 0;
    newsroom::Number energy = 0;
    newsroom::Number internal = 0;
    newsroom::Number mira = 0;
    newsroom::Number jonas = 0;

private:
    static Result<newsroom::Number> save_tag(
        newsroom::Change& change, std::string slug, std::string name, std::string russian, bool is_section)
    {
        newsroom::Tag tag;
        tag.slug = std::move(slug);
        tag.text.name = std::move(name);
        tag.translations["ru"].name = std::move(russian);
        tag.is_section = is_section;
        return newsroom::Tags::save(change, tag);
    }

    static Result<newsroom::Number> save_byline(
        newsroom::Change& change, std::string slug, std::string name, std::string russian)
    {
        newsroom::Byline byline;
        byline.slug = std::move(slug);
        byline.text.name = std::move(name);
        byline.translations["ru"].name = std::move(russian);
        return newsroom::Bylines::save(change, byline);
    }
};

// A theme of one file a kind of page, each of which writes what tests look for.
inline std::shared_ptr<site::Theme const> small_theme(std::vector<site::Theme::File> more = {})
{
    std::vector<site::Theme::File> files = std::move(more);
    auto add = [&](std::string path, std::string content) {
        for (auto const& file : files)
            if (file.path == path)
                return;
        files.push_back({std::move(path), std::move(content)});
    };
    add("package.json", R"({"name": "small", "version": "1.0.0", "config": {"image_sizes": {"s": {"width": 300}}}})");
    add("default.hbs",
        "<!DOCTYPE html><html lang=\"{{lang}}\" dir=\"{{@site.direction}}\"><head><title>{{meta_title}}</title>"
        "{{ghost_head}}{{{block \"head\"}}}</head><body class=\"{{body_class}}\">{{{body}}}</body></html>");
    add("index.hbs", "{{!< default}}{{#foreach posts}}<a href=\"{{url}}\">{{title}}</a>\n{{/foreach}}{{pagination}}");
    add("post.hbs", "{{!< default}}{{#post}}<h1>{{title}}</h1>{{content}}{{/post}}");
    add("error.hbs", "{{!< default}}<h1>{{statusCode}}</h1>{{message}}");
    add("locales/ru.json", R"({"Read more": "Читайте также",
        "{count} articles": {"one": "{count} статья", "few": "{count} статьи", "many": "{count} статей"}})");
    return must(site::Theme::from_files(std::move(files)));
}

inline std::string body(site::Page const& page)
{
    return *page.body;
}

} // namespace broadsheet::test
