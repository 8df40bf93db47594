#include "mirror/verify/source.h"

#include "support/temporary_folder.h"

#include <fmt/format.h>
#include <gmock/gmock.h>

namespace broadsheet::mirror {
namespace {

using testing::HasSubstr;

void set(std::string& block, std::size_t at, std::string_view text)
{
    block.replace(at, text.size(), text);
}

struct Header {
    std::string name = "log/latest";
    char type = '0';
    std::string size = {}; // empty: that of the content
    std::string magic = std::string("ustar\00000", 8);
    std::string prefix = {};
    std::size_t wrong_sum = 0;
};

std::string member(Header const& header, std::string const& content = "proof")
{
    std::string block(512, '\0');
    set(block, 0, header.name);
    set(block, 100, "0000644");
    set(block, 124, header.size.empty() ? fmt::format("{:011o}", content.size()) : header.size);
    block[156] = header.type;
    set(block, 257, header.magic);
    set(block, 345, header.prefix);
    std::size_t sum = 8 * ' ' + header.wrong_sum;
    for (char const c : block)
        sum += static_cast<unsigned char>(c);
    set(block, 148, fmt::format("{:06o}", sum));
    block[155] = ' ';
    block += content;
    block.resize((block.size() + 511) / 512 * 512);
    return block;
}

std::string pax(std::string const& key, std::string const& value)
{
    auto const rest = key.size() + value.size() + 3;
    auto const length = rest + std::to_string(rest + 2).size();
    return fmt::format("{} {}={}\n", length, key, value);
}

std::string extension(char type, std::string const& content)
{
    return member({.name = "@", .type = type}, content);
}

class TarSourceTest : public testing::Test {
protected:
    Result<std::unique_ptr<Source>> open(std::string_view bytes) const
    {
        auto const path = folder_.path() / "mirror.tar";
        EXPECT_TRUE(write_file_atomically(path, bytes, Durability::cached).ok());
        return open_tar(path);
    }

    test::TemporaryFolder folder_;
    std::string const end_ = std::string(1024, '\0');
    std::string const latest_ = member({});
};

TEST_F(TarSourceTest, ReadsWhatEveryTarReadsAlike)
{
    std::string const gnu("ustar  \0", 8);
    auto const tar = latest_ + member({.name = "./a/", .type = '5'}, "") + member({.name = "./a/b"}, "1")
        + extension('x', pax("mtime", "1.5") + pax("path", "c")) + member({.name = "short"}, "2")
        + extension('L', std::string("d\0", 2)) + member({.name = "short", .magic = gnu}, "3")
        + member({.name = "f", .prefix = "e"}, "4") + end_;
    auto const source = open(tar).value();
    for (auto const& [name, content] : std::map<std::string, std::string>{
             {"log/latest", "proof"}, {"a/b", "1"}, {"c", "2"}, {"d", "3"}, {"e/f", "4"}})
        EXPECT_EQ(source->read_all(name).value(), content) << name;
    std::size_t names = 0;
    EXPECT_TRUE(source->for_each_name([&](std::string const&) { return ++names, Result<void>(); }).ok());
    EXPECT_EQ(names, 5u);
}

TEST_F(TarSourceTest, RefusesWhatCouldBeExtractedInAnotherWay)
{
    auto const page = [](char type) { return member({.name = "index.html", .type = type}, "evil"); };
    auto const link = [](char type) { return member({.name = "index.html", .type = type}, ""); };
    struct Case {
        std::string what;
        std::string tar;
        std::string reason;
    };
    for (auto const& [what, tar, reason] : std::vector<Case>{
             {"a contiguous file", latest_ + page('7'), "neither a file nor a folder"},
             {"a file of an old tar", latest_ + page('\0'), "neither a file nor a folder"},
             {"a hard link", latest_ + link('1'), "neither a file nor a folder"},
             {"a symbolic link", latest_ + link('2'), "neither a file nor a folder"},
             {"a sparse file", latest_ + page('S'), "neither a file nor a folder"},
             {"headers for all", latest_ + extension('g', pax("path", "x")), "neither a file nor a folder"},
             {"a file twice", latest_ + page('0') + page('0'), "twice"},
             {"a file twice, otherwise written", latest_ + page('0') + member({.name = "./index.html"}),
                 "twice"},
             {"a file and a folder", latest_ + page('0') + link('5'), "twice"},
             {"a file in a file", latest_ + page('0') + member({.name = "index.html/x"}),
                 "a file and a folder"},
             {"a file that is named a folder", latest_ + member({.name = "a/"}), "no file of a mirror"},
             {"a way out", latest_ + member({.name = "../a"}), "no file of a mirror"},
             {"a way out of a folder", latest_ + member({.name = "a/..", .type = '5'}, ""),
                 "no file of a mirror"},
             {"a way from the root", latest_ + member({.name = "/a"}), "no file of a mirror"},
             {"a detour", latest_ + member({.name = "a//b"}), "no file of a mirror"},
             {"another detour", latest_ + member({.name = "a/./b"}), "no file of a mirror"},
             {"an empty name",
                 latest_ + extension('x', pax("path", "index.html")) + member({.name = ""}) + page('0'),
                 "twice"},
             {"no name", latest_ + member({.name = ""}) + page('0'), "no file of a mirror"},
             {"two paths", latest_ + extension('x', pax("path", "a") + pax("path", "b")) + page('0'),
                 "\"path\""},
             {"an empty path", latest_ + extension('x', pax("path", "")) + page('0'), "\"path\""},
             {"another size", latest_ + extension('x', pax("size", "1")) + page('0'), "\"size\""},
             {"a sparse file's map", latest_ + extension('x', pax("GNU.sparse.name", "a")) + page('0'),
                 "sparse"},
             {"records that are none", latest_ + extension('x', "99 path=a\n") + page('0'), "damaged"},
             {"a record without an end", latest_ + extension('x', "8 path=a") + page('0'), "damaged"},
             {"two ways to name a file",
                 latest_ + extension('L', "a") + extension('x', pax("path", "b")) + page('0'), "twice over"},
             {"a name that goes on", latest_ + extension('L', std::string("a\0b", 3)) + page('0'), "damaged"},
             {"a name too long", latest_ + extension('L', std::string(70'000, 'a')) + page('0'), "too long"},
             {"a wrong sum", latest_ + member({.wrong_sum = 1}), "damaged"},
             {"a size in another form", latest_ + member({.name = "a", .size = "\x80"}), "damaged"},
             {"a folder with content", latest_ + member({.name = "a", .type = '5'}), "damaged"},
             {"another format", latest_ + member({.name = "a", .magic = std::string(8, '\0')}), "damaged"},
             {"GNU's format with a prefix",
                 latest_ + member({.name = "a", .magic = std::string("ustar  \0", 8), .prefix = "b"}),
                 "damaged"},
             {"something behind the end", latest_ + end_ + page('0'), "behind its end"},
             {"something far behind the end", latest_ + std::string(200'000, '\0') + "x", "behind its end"},
         }) {
        auto const source = open(tar + end_);
        ASSERT_FALSE(source.ok()) << what;
        EXPECT_THAT(source.error().message, HasSubstr(reason)) << what;
    }
    EXPECT_THAT(open(latest_).error().message, HasSubstr("cut off"));
    EXPECT_THAT(open(latest_.substr(0, 700)).error().message, HasSubstr("cut off"));
    EXPECT_THAT(open(latest_ + latest_.substr(0, 100)).error().message, HasSubstr("damaged"));
    EXPECT_THAT(open(end_).error().message, HasSubstr("no mirror"));
}

} // namespace
} // namespace broadsheet::mirror
