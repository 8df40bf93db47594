#pragma once

#include "newsroom/article.h"
#include "newsroom/change.h"
#include "support/database.h"

namespace broadsheet::newsroom {

// A test of a store, on both databases.
class NewsroomTest : public test::DatabaseTest {
protected:
    template <typename Body>
    auto change(Body&& body)
    {
        return newsroom::change(connection_, clock_, random_, std::forward<Body>(body));
    }
    // Returns the error's message, or "saved".
    template <typename T>
    static std::string message_of(Result<T> const& result)
    {
        return result.ok() ? "saved" : result.error().message;
    }
    Edition edition() { return test::must(current_edition(connection_)); }

    static Article published(std::string const& slug)
    {
        Article article;
        article.language = "en";
        article.slug = slug;
        article.title = "The ferry will not sail";
        article.standfirst = "The harbour freezes";
        article.body = "<p>The harbour froze on Tuesday.</p>";
        article.status = Status::published;
        article.published_at = start - 1000;
        return article;
    }
    static Article draft(std::string const& slug)
    {
        auto article = published(slug);
        article.status = Status::draft;
        article.published_at.reset();
        return article;
    }
};

} // namespace broadsheet::newsroom
