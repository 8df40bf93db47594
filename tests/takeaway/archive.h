#pragma once

#include "base/child.h"
#include "base/file.h"
#include "media/store.h"
#include "newsroom/media_library.h"
#include "places.h"
#include "site/newspaper.h"
#include "site/site.h"
#include "support/temporary_folder.h"
#include "text/dates.h"

#include <fmt/format.h>
#include <gmock/gmock.h>

namespace broadsheet::takeaway {

// A newspaper with articles of two years in English and Russian, with pictures, links among them and to
// elsewhere, and all that a sanitised body may hold.
class Archive : public testing::Test {
protected:
    Archive()
    {
        publish("en", "tram-strike", "Tram strike ends", "2023-03-06T08:00:00Z",
            "<p>The tram drivers of Vilgort <strong>went back</strong> to work &amp; <a "
            "href=\"/harbour-closes/\">the "
            "harbour</a> opened.</p><figure><img src=\""
                + picture('a') + "\" alt=\"A tram\"><figcaption>A <em>tram</em></figcaption></figure>");
        publish("en", "harbour-closes", "Harbour closes", "2024-05-13T08:00:00Z",
            "<h2 id=\"u-why\">Why</h2><p>See <a href=\"#u-why\">above</a>, <a href=\"#u-none\">nowhere</a>, "
            "<a href=\"/tram-strike/#u-x\">the strike</a>, <a href=\"/nothing/\">nothing</a> and <a "
            "href=\"https://other.example/?a=1&amp;b=2\">others</a>.<br>Next line</p>"
            "<ul><li>One</li><li>Two<ul><li>Three</li></ul></li></ul><dl><dt>T</dt><dd>D</dd></dl>"
            "<table><thead><tr><th scope=\"col\">A</th></tr></thead><tbody><tr><td "
            "colspan=\"2\">1</td></tr></tbody></table>"
            "<blockquote cite=\"https://x.example/\"><p>Said</p></blockquote><hr>"
            "<video src=\"/media/aa/film.mp4\" controls=\"\"></video><pre><code>x &lt; y</code></pre>");
        publish("ru", "tramvai", "Забастовка трамвайщиков окончена", "2024-05-14T08:00:00Z",
            "<p>Водители трамваев вернулись на работу.</p>");
    }

    void publish(std::string const& language, std::string const& slug, std::string const& title,
        std::string_view time, std::string body)
    {
        auto article = newspaper_.draft(slug, title);
        article.language = language;
        article.body = std::move(body);
        article.created_at = article.updated_at = test::at(time);
        article.published_at = test::at(time);
        newspaper_.save(article);
    }

    // Puts a grey picture into the store and the library; `digit` makes its name.
    std::string picture(char digit)
    {
        auto const path = fmt::format("/media/{0}{0}/{1}.png", digit, std::string(32, digit));
        newsroom::MediaItem item;
        item.path = path;
        item.type = "image/png";
        item.width = item.height = 48;
        newspaper_.change([&](newsroom::Change& change) -> Result<void> {
            TRY(newsroom::MediaLibrary::add(change, item));
            return {};
        });
        auto const icon = test::must(
            read_file(std::filesystem::path(BROADSHEET_SOURCE_DIR) / "themes/broadsheet/assets/icon-48.png"));
        EXPECT_TRUE(write_file_atomically(*media_.file_of(path), icon).ok());
        return path;
    }

    // Runs a judge, and returns all it said; fails the test where it does not end well.
    static std::string judge(std::vector<std::string> const& command)
    {
        auto ran = run_child(command, "", 8 << 20, std::chrono::minutes(5), ChildEnvironment::inherited);
        EXPECT_TRUE(ran.ok()) << ran.error().message;
        if (!ran.ok())
            return "";
        EXPECT_EQ(ran->exit_code, 0) << ran->output << ran->errors;
        return ran->output + ran->errors;
    }

    test::TemporaryFolder folder_;
    media::MediaStore media_{folder_.path() / "media", "/nowhere"};
    test::Newspaper newspaper_;
    site::Site site_{*newspaper_.database, newspaper_.clock, test::must(site::Theme::built_in())};
};

} // namespace broadsheet::takeaway
