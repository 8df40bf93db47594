#include "http/page_cache.h"

#include "http/cached_page.h"

#include <algorithm>
#include <gtest/gtest.h>
#include <unistd.h>

namespace broadsheet::http::test {

namespace {

std::shared_ptr<CachedPage const> page(
    std::uint64_t edition, std::string body, CachedPage const* previous = nullptr)
{
    auto response = make_response(200, "text/html", std::move(body));
    response.cacheability = Cacheability{edition, false};
    return std::make_shared<CachedPage const>(std::move(response), previous);
}

std::string_view body_of(std::shared_ptr<CachedPage const> const& page)
{
    return page->reply(ContentCoding::identity, {}).body;
}

TEST(PageCache, finds_what_was_kept)
{
    PageCache cache(1 << 20);
    EXPECT_EQ(cache.find("/a"), nullptr);
    cache.insert("/a", page(0, "one"));
    EXPECT_EQ(body_of(cache.find("/a")), "one");
    EXPECT_EQ(cache.find("/b"), nullptr);
    EXPECT_EQ(cache.pages(), 1U);
    cache.clear();
    EXPECT_EQ(cache.find("/a"), nullptr);
    EXPECT_EQ(cache.size(), 0U);
}

TEST(PageCache, never_finds_a_page_of_an_older_edition)
{
    PageCache cache(1 << 20);
    cache.set_edition(7);
    cache.insert("/a", page(7, "seven"));
    cache.insert("/b", page(8, "eight, published before the cache was told"));
    cache.set_edition(8);
    EXPECT_EQ(cache.find("/a"), nullptr);
    EXPECT_NE(cache.find_any_edition("/a"), nullptr);
    EXPECT_NE(cache.find("/b"), nullptr);
}

TEST(PageCache, never_goes_back)
{
    PageCache cache(1 << 20);
    cache.set_edition(8);
    cache.set_edition(7);
    EXPECT_EQ(cache.edition(), 8U);
    cache.insert("/a", page(9, "nine"));
    cache.insert("/a", page(8, "eight"));
    EXPECT_EQ(body_of(cache.find("/a")), "nine");
}

TEST(PageCache, stays_within_its_bytes_and_drops_the_least_recently_used)
{
    PageCache cache(16 * 64 * 1024);
    for (int i = 0; i < 2000; ++i) {
        cache.insert("/" + std::to_string(i), page(0, std::string(2000, 'x')));
        ASSERT_NE(cache.find("/0"), nullptr) << "in use all the time, yet dropped after " << i;
    }
    EXPECT_LE(cache.size(), cache.capacity());
    EXPECT_GT(cache.size(), cache.capacity() / 2);
    EXPECT_EQ(cache.find("/1"), nullptr);
    EXPECT_NE(cache.find("/1999"), nullptr);
}

TEST(CachedPage, has_a_file_of_what_is_long_and_often_asked_for)
{
    auto const is_file = [](std::shared_ptr<CachedPage const> const& page) {
        bool sends_file = false;
        for (int time = 0; time < 100; ++time)
            sends_file = page->reply(ContentCoding::identity, {}).file != nullptr;
        return sends_file;
    };
    auto const large = page(0, std::string(40'000, 'x'));
    EXPECT_FALSE(large->reply(ContentCoding::identity, {}).file) << "before it is asked for often";
    EXPECT_TRUE(is_file(large));
    auto const reply = large->reply(ContentCoding::identity, {});
    EXPECT_EQ(reply.file_length, 40'000u);
    EXPECT_TRUE(reply.body.empty());
    std::string bytes(40'000, ' ');
    EXPECT_EQ(::pread(reply.file->descriptor(), bytes.data(), bytes.size(), 0), 40'000);
    EXPECT_EQ(bytes, std::string(40'000, 'x'));
    EXPECT_FALSE(is_file(page(0, std::string(4'000, 'x'))));

    std::vector<std::shared_ptr<CachedPage const>> many;
    auto const files = [&] { return std::ranges::count_if(many, is_file); };
    for (int count = 0; count < 400; ++count)
        many.push_back(page(0, std::string(40'000, 'x')));
    EXPECT_GT(files(), 50);
    EXPECT_LT(files(), 150) << "each of them takes an open file";
    many.clear();
    EXPECT_TRUE(is_file(page(0, std::string(40'000, 'x')))) << "as others are gone";
}

TEST(PageCache, does_not_keep_what_is_larger_than_a_shard)
{
    PageCache cache(16 * 1024);
    cache.insert("/a", page(0, "small"));
    cache.insert("/a", page(0, std::string(100'000, 'x')));
    EXPECT_EQ(cache.find("/a"), nullptr) << "nor what was there before";
    EXPECT_EQ(cache.size(), 0U);
}

TEST(CachedPage, takes_over_the_compressed_forms_of_the_same_bytes)
{
    std::string const body(3000, 'x');
    auto const first = page(1, body)->with_coding(ContentCoding::brotli);
    auto const same = page(2, body, first.get());
    EXPECT_TRUE(same->has(ContentCoding::brotli));
    EXPECT_FALSE(same->has(ContentCoding::gzip));
    EXPECT_EQ(same->reply(ContentCoding::brotli, {}).body.data(),
        first->reply(ContentCoding::brotli, {}).body.data());
    auto const changed = page(2, body + "y", first.get());
    EXPECT_FALSE(changed->has(ContentCoding::brotli));
}

TEST(CachedPage, has_an_etag_for_each_coding_and_the_same_for_the_same_bytes)
{
    auto const made = page(1, std::string(3000, 'x'))->with_coding(ContentCoding::gzip);
    auto head = [&](ContentCoding coding) { return std::string(made->reply(coding, {}).head); };
    auto etag = [](std::string const& text) {
        auto const at = text.find("ETag: ");
        return text.substr(at, text.find('\r', at) - at);
    };
    EXPECT_NE(etag(head(ContentCoding::identity)), etag(head(ContentCoding::gzip)));
    auto const again = page(2, std::string(3000, 'x'));
    EXPECT_EQ(etag(head(ContentCoding::identity)),
        etag(std::string(again->reply(ContentCoding::identity, {}).head)));
}

} // namespace

} // namespace broadsheet::http::test
