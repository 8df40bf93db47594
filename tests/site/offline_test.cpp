// What readers' browsers are given to read without a server.
#include "base/encoding.h"
#include "newsroom/milestones.h"
#include "newsroom/mirror_list.h"
#include "site/newspaper.h"

#include <boost/json.hpp>
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <set>

namespace broadsheet::site {
namespace {

using test::body;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

class Offline : public testing::Test {
protected:
    test::Newspaper paper_;
    Site site_{*paper_.database, paper_.clock, test::small_theme()};
};

TEST_F(Offline, EveryFileThatIsListedIsThere)
{
    paper_.publish_many(7);
    auto const reader = test::must(site_.read());
    std::set<std::string> seen;
    ASSERT_TRUE(reader
                    .for_each_path([&](std::string_view path) -> Result<void> {
                        seen.emplace(path);
                        EXPECT_EQ(site_.page(path).status, 200) << path;
                        return {};
                    })
                    .ok());
    for (auto const* path :
        {"/worker.js", "/register.js", "/check.js", "/search.js", "/manifest.webmanifest", "/mirrors.json",
            "/check-this-page/", "/ru/check-this-page/", "/search/", "/ru/search/", "/search-index/head.json",
            "/search-index/words/0", "/search-index/articles/0", "/ru/search-index/head.json"})
        EXPECT_TRUE(seen.contains(path)) << path;
}

TEST_F(Offline, EveryPageRegistersTheWorkerByASmallScriptOfOurOwn)
{
    paper_.save(paper_.draft("article", "Article"));
    Site const site(*paper_.database, paper_.clock, test::must(Theme::built_in()));
    for (auto const* path : {"/", "/article/", "/check-this-page/"}) {
        auto const page = site.page(path);
        EXPECT_THAT(body(page), HasSubstr("register.js\" defer></script>")) << path;
        EXPECT_THAT(page.content_security_policy, HasSubstr("worker-src 'self'")) << path;
    }
    EXPECT_LT(body(site.page("/register.js")).size(), 300u);
    EXPECT_THAT(body(site.page("/search/")), HasSubstr("search.js\" defer"));
    EXPECT_THAT(body(site.page("/article/")), Not(HasSubstr("search.js")));
}

TEST_F(Offline, TheListOfMirrorsNamesThemAndNotTheNewspapersOwnAddress)
{
    paper_.change([](newsroom::Change& change) -> Result<void> {
        return newsroom::save_mirror_list(change, {"https://one.example/", "https://two.example/paper/"});
    });
    auto const list = body(site_.page("/mirrors.json"));
    // printf 'https://lantern.example/' | openssl dgst -sha256 -binary | base64
    EXPECT_EQ(list,
        R"({"home":")" + to_base64(sha256("https://lantern.example/"))
            + R"(","mirrors":["https://one.example/","https://two.example/paper/"]})");
    EXPECT_THAT(list, Not(HasSubstr("lantern.example")));
}

TEST_F(Offline, TheCheckPageHasTheKeysFingerprintForThoseWithoutScript)
{
    Site const site(*paper_.database, paper_.clock, test::must(Theme::built_in()));
    auto const pages = {"/check-this-page/", "/ru/check-this-page/", "/ar/check-this-page/"};
    for (auto const* path : pages)
        EXPECT_THAT(body(site.page(path)), Not(HasSubstr("class=\"fingerprint\""))) << path;
    for (auto const* digits : {"0123456789abcdef", "fedcba9876543210"}) { // keys change without an edition
        auto const connection = test::must(paper_.database->connect());
        std::string fingerprint;
        for (int part = 0; part < 4; ++part)
            fingerprint += digits;
        ASSERT_TRUE(newsroom::set_milestone(*connection, newsroom::log_keys, {1, fingerprint}).ok());
        std::string const shown = digits[0] == '0' ? "0123 4567 89ab cdef" : "fedc ba98 7654 3210";
        for (auto const* path : pages) {
            auto const page = site.page(path);
            EXPECT_THAT(body(page),
                HasSubstr(fmt::format("<p class=\"fingerprint\" dir=\"ltr\">{0} {0} {0} {0}</p>", shown)))
                << path;
            EXPECT_TRUE(page.reads_beyond && page.is_fleeting) << "neither a build nor the server keeps it";
        }
    }
    EXPECT_THAT(body(site.page("/ru/check-this-page/")), HasSubstr("Отпечаток ключей"));
}

TEST_F(Offline, TheCheckPageIsInEveryLanguageAndTheme)
{
    for (auto theme : {test::small_theme(), test::must(Theme::built_in())}) {
        Site const site(*paper_.database, paper_.clock, theme);
        EXPECT_THAT(body(site.page("/check-this-page/")), HasSubstr("What this cannot do"));
        EXPECT_THAT(body(site.page("/ru/check-this-page/")), HasSubstr("Чего эта проверка не может"));
        EXPECT_THAT(body(site.page("/ar/check-this-page/")), HasSubstr("dir=\"rtl\""));
    }
}

std::uint32_t number_at(std::string_view bytes, std::size_t at)
{
    std::uint32_t number = 0;
    for (std::size_t i = 0; i < 4; ++i)
        number = number << 8 | static_cast<unsigned char>(bytes[at + i]);
    return number;
}

TEST_F(Offline, TheIndexFindsAnArticleByItsMainWords)
{
    auto article = paper_.draft("harbour", "Harbour closes");
    article.body = "<p>Harbour, harbour, harbour.</p>";
    paper_.save(article);
    paper_.publish_many(200);
    auto const head = boost::json::parse(body(site_.page("/search-index/head.json")));
    auto const word_bits = static_cast<unsigned>(head.at("wordBits").as_int64());
    auto const block_bits = static_cast<unsigned>(head.at("blockBits").as_int64());
    EXPECT_EQ(head.at("articles").as_int64(), 201);
    EXPECT_GT(block_bits, 0u);

    // As a browser looks for "harbour", whose stem is itself.
    auto const hash64_of = hash64("harbour");
    auto const word = static_cast<std::uint32_t>(hash64_of ^ hash64_of >> 32);
    auto const file = body(
        site_.page(fmt::format("/search-index/words/{}", word_bits == 0 ? 0 : word >> (32 - word_bits))));
    std::uint32_t key = 0;
    for (std::size_t at = 0; at + 8 <= file.size(); at += 8 + 4 * number_at(file, at + 4))
        if (number_at(file, at) == word) {
            EXPECT_EQ(number_at(file, at + 4), 1u);
            key = number_at(file, at + 8);
        }
    ASSERT_NE(key, 0u) << "the word is in its file";
    auto const block = body(site_.page(fmt::format("/search-index/articles/{}", key >> (32 - block_bits))));
    EXPECT_THAT(block, HasSubstr(fmt::format("[{},\"/harbour/\",\"Harbour closes\",\"2024-05-20\"]", key)));
}

TEST_F(Offline, TheIndexIsTheSameWhereSignaturesWereGivenUp)
{
    paper_.publish_many(20);
    auto const before = body(site_.page("/search-index/words/0"));
    EXPECT_FALSE(before.empty());
    test::must(site_.read()).catalogue().give_up_signatures();
    EXPECT_EQ(body(site_.page("/search-index/words/0")), before);
}

TEST_F(Offline, OtherFilesOfTheIndexAreNotThere)
{
    for (auto const* path : {"/search-index/words/1", "/search-index/words/00", "/search-index/words/-1",
             "/search-index/words/0x", "/search-index/articles/9999999999", "/search-index/head.jso",
             "/nothing.js"})
        EXPECT_EQ(site_.page(path).status, 404) << path;
}

} // namespace
} // namespace broadsheet::site
