#include "base/file.h"
#include "exchange/ghost_documents.h"
#include "html/sanitise.h"
#include "places.h"
#include "support/database.h"

#include <algorithm>
#include <cstdlib>
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <map>

namespace broadsheet::exchange {
namespace {

using test::must;
using testing::HasSubstr;

std::filesystem::path cases_folder(std::string_view name)
{
    return std::filesystem::path(BROADSHEET_SOURCE_DIR) / "tests/cases/exchange" / name;
}

std::vector<std::filesystem::path> documents(std::string_view folder)
{
    std::vector<std::filesystem::path> files;
    for (auto const& entry : std::filesystem::directory_iterator(cases_folder(folder)))
        if (entry.path().extension() == ".json")
            files.push_back(entry.path());
    std::sort(files.begin(), files.end());
    return files;
}

// Each NAME.json becomes NAME.html, a block a line. With BROADSHEET_WRITE_CASES set, the .html are written
// anew.
template <typename Render>
void check_cases(std::string_view folder, Render render)
{
    auto files = documents(folder);
    ASSERT_FALSE(files.empty());
    for (auto const& file : files) {
        SCOPED_TRACE(file.filename().string());
        auto rendered = must(render(must(read_file(file)), ImportLimits()));
        auto clean = must(html::sanitise(rendered.html)) + "\n";
        auto expected = std::filesystem::path(file).replace_extension(".html");
        if (std::getenv("BROADSHEET_WRITE_CASES"))
            must(write_file_atomically(expected, clean).ok() ? Result<int>(0)
                                                             : Result<int>(invalid("cannot write")));
        EXPECT_EQ(clean, must(read_file(expected)));
        EXPECT_EQ(rendered.unknown.empty(), file.stem() != "unknown");
    }
}

TEST(GhostDocuments, LexicalBecomesHtml)
{
    check_cases("lexical", lexical_to_html);
}

TEST(GhostDocuments, MobiledocBecomesHtml)
{
    check_cases("mobiledoc", mobiledoc_to_html);
}

// White space between blocks is how the renderers' templates are indented.
std::string without_line_ends(std::string text)
{
    std::erase(text, '\n');
    return text;
}

// NAME.ghost.html is what Ghost's own renderer makes of NAME.json (oracle.mjs). Where its cards need no
// script, ours are the same, once both are sanitised.
TEST(GhostDocuments, LexicalBecomesWhatGhostMakesOfIt)
{
    std::map<std::string, std::string> const differ{{"audio", "a player of the browser's own"},
        {"bookmark", "no pictures from elsewhere"}, {"call-to-action", "no link around the picture"},
        {"file", "no hint in English"}, {"embed-video", "a link for the frame, with the film's title"},
        {"formats", "Ghost nests <em> into <strong> wrongly"}, {"header", "no inner wrappers"},
        {"markdown", "no ids of headings"}, {"product", "the rating in words"},
        {"rule-and-nothing", "no sign-up form"}, {"toggle", "<details>"},
        {"video", "a player of the browser's own"}};
    int compared = 0;
    for (auto const& file : documents("lexical")) {
        auto ghost = std::filesystem::path(file).replace_extension(".ghost.html");
        if (!std::filesystem::exists(ghost) || differ.contains(file.stem()))
            continue;
        SCOPED_TRACE(file.filename().string());
        auto ours = must(html::sanitise(must(lexical_to_html(must(read_file(file)), {})).html));
        EXPECT_EQ(without_line_ends(ours), without_line_ends(must(html::sanitise(must(read_file(ghost))))));
        ++compared;
    }
    EXPECT_GE(compared, 12);
}

TEST(GhostDocuments, MarkdownCardsMayHoldUnfinishedHtml)
{
    struct Case {
        std::string markdown;
        std::string html;
    };
    for (auto const& [markdown, html] :
        std::vector<Case>{{"<p><img x", "<p><img x"}, {"<p><img src='/a.png'", "<p><img src='/a.png'"},
            {"<p><img src='/a.png'></p>", "<figure"}, {R"(one\n\n<p><img x)", "<p>one</p>\n<p><img x"}}) {
        auto rendered = lexical_to_html(
            fmt::format(R"({{"root":{{"children":[{{"type":"markdown","markdown":"{}"}}]}}}})", markdown),
            {});
        ASSERT_TRUE(rendered.ok()) << markdown;
        EXPECT_THAT(rendered->html, testing::StartsWith(html));
        EXPECT_TRUE(html::sanitise(rendered->html).ok());
    }
}

TEST(GhostDocuments, UnknownNodesAreNamedAndTheRestIsKept)
{
    auto rendered = must(lexical_to_html(must(read_file(cases_folder("lexical") / "unknown.json")), {}));
    EXPECT_EQ(rendered.unknown, "hologram");
    EXPECT_THAT(rendered.html, HasSubstr("<p>kept</p>"));
}

TEST(GhostDocuments, RefusedLexical)
{
    struct Case {
        std::string text;
        std::string reason;
    };
    std::string deep(100'000, '[');
    std::string nested = R"({"root":{"children":[)";
    for (int i = 0; i < 10'000; ++i)
        nested += R"({"type":"paragraph","children":[)";
    for (auto const& [text, reason] :
        std::vector<Case>{{"", "ends in the middle"}, {"{", "ends in the middle"}, {"[]", "not an object"},
            {"{}", "no \"root\""}, {"{} {}", "unexpected"}, {"\xff", "not UTF-8"},
            {"{\"root\":\"\xff\"}", "not UTF-8"}, {deep, "deep"}, {nested, "deep"}}) {
        auto rendered = lexical_to_html(text, {});
        ASSERT_FALSE(rendered.ok()) << text.substr(0, 50);
        EXPECT_THAT(rendered.error().message, HasSubstr(reason));
    }
}

TEST(GhostDocuments, NodesAreCounted)
{
    ImportLimits limits;
    limits.nodes = 10;
    std::string many = R"({"root":{"children":[)";
    for (int i = 0; i < 20; ++i)
        many += fmt::format(R"({}{{"type":"linebreak"}})", i ? "," : "");
    auto rendered = lexical_to_html(many + "]}}", limits);
    ASSERT_FALSE(rendered.ok());
    EXPECT_EQ(rendered.error().code, ErrorCode::limit);
}

} // namespace
} // namespace broadsheet::exchange
