#include "newsroom/media_library.h"

#include "newsroom/newsroom_fixture.h"

#include <gmock/gmock.h>

namespace broadsheet::newsroom {

namespace {

using test::must;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

class MediaLibraryTest : public NewsroomTest {
protected:
    Result<Number> add(MediaItem const& item)
    {
        return change([&](Change& unit) { return MediaLibrary::add(unit, item); });
    }
    static MediaItem picture(std::string const& name)
    {
        MediaItem item;
        item.path = "/media/ab/" + name;
        item.type = "image/jpeg";
        item.width = 1200;
        item.height = 800;
        item.bytes = 345'678;
        return item;
    }
};

TEST_P(MediaLibraryTest, KeepsEveryFieldAndTheFirstOfAPath)
{
    auto item = picture("a.jpg");
    item.created_at = 5;
    item.source = "ghost:/content/images/a.jpg";
    auto const number = must(add(item));
    auto const before = edition();
    auto const found = must(MediaLibrary(connection_).by_path(item.path));
    ASSERT_TRUE(found);
    EXPECT_EQ(found->number, number);
    EXPECT_THAT(found->id, SizeIs(24));
    EXPECT_EQ(found->type, "image/jpeg");
    EXPECT_EQ(found->width, 1200);
    EXPECT_EQ(found->height, 800);
    EXPECT_EQ(found->bytes, 345'678);
    EXPECT_EQ(found->created_at, 5);
    EXPECT_EQ(found->source, item.source);
    EXPECT_EQ(must(MediaLibrary(connection_).by_source(item.source))->number, number);
    EXPECT_FALSE(must(MediaLibrary(connection_).by_source("")));

    item.width = 1;
    item.source = "ghost:/another";
    EXPECT_EQ(must(add(item)), number);
    EXPECT_EQ(must(MediaLibrary(connection_).by_path(item.path))->width, 1200);
    EXPECT_EQ(edition(), before) << "no page changes with a file nobody shows yet";
}

TEST_P(MediaLibraryTest, FindsAnItemByAllItsSources)
{
    auto item = picture("a.jpg");
    for (auto const* source : {"ghost:/a.jpg", "ghost:/same.jpg", "ghost:/same.jpg"}) {
        item.source = source;
        must(add(item));
    }
    auto unnamed = picture("b.jpg");
    must(add(unnamed));
    MediaLibrary const library(connection_);
    EXPECT_EQ(must(library.by_source("ghost:/a.jpg"))->path, item.path);
    EXPECT_EQ(must(library.by_source("ghost:/same.jpg"))->path, item.path);
    EXPECT_FALSE(must(library.by_source("ghost:/other.jpg")));
    std::vector<std::string> sources;
    auto const listed = library.for_each_source([&](std::string_view source, MediaItem const& found) {
        sources.emplace_back(source);
        EXPECT_EQ(found.path, item.path);
    });
    ASSERT_TRUE(listed.ok()) << listed.error().message;
    EXPECT_THAT(sources, testing::UnorderedElementsAre("ghost:/a.jpg", "ghost:/same.jpg"));
}

TEST_P(MediaLibraryTest, PagesThroughAll)
{
    std::vector<Number> numbers;
    for (auto const* name : {"a.jpg", "b.jpg", "c.jpg"})
        numbers.push_back(must(add(picture(name))));
    MediaLibrary const library(connection_);
    auto const first = must(library.after(0, 2));
    ASSERT_THAT(first, SizeIs(2));
    EXPECT_EQ(first[1].number, numbers[1]);
    EXPECT_EQ(first[1].created_at, start);
    auto const rest = must(library.after(numbers[1], 2));
    ASSERT_THAT(rest, SizeIs(1));
    EXPECT_EQ(rest[0].path, "/media/ab/c.jpg");
    EXPECT_THAT(must(library.after(numbers[2], 2)), IsEmpty());
}

TEST_P(MediaLibraryTest, RefusesAndSaysWhy)
{
    auto first = picture("a.jpg");
    first.source = "ghost:a";
    must(add(first));
    auto const with = [](auto&& edit) {
        auto item = picture("b.jpg");
        edit(item);
        return item;
    };
    EXPECT_THAT(message_of(add(with([](MediaItem& m) { m.path = "/etc/passwd"; }))), HasSubstr("path: "));
    EXPECT_THAT(message_of(add(with([](MediaItem& m) { m.path = "/media/../a"; }))), HasSubstr("path: "));
    EXPECT_THAT(message_of(add(with([](MediaItem& m) { m.path = "media/a"; }))), HasSubstr("path: "));
    EXPECT_THAT(message_of(add(with([](MediaItem& m) { m.path = ""; }))), HasSubstr("path: "));
    EXPECT_THAT(message_of(add(with([](MediaItem& m) { m.type = ""; }))), "type: it is empty");
    EXPECT_THAT(message_of(add(with([](MediaItem& m) { m.bytes = -1; }))), HasSubstr("cannot be negative"));
    EXPECT_THAT(message_of(add(with([](MediaItem& m) { m.source = "ghost:a"; }))),
        "source: /media/ab/a.jpg has it already");
}

ON_BOTH_DATABASES(MediaLibraryTest);

} // namespace

} // namespace broadsheet::newsroom
