#include "text/difference.h"

#include <gtest/gtest.h>

namespace broadsheet::text {

namespace {

// The parts as one line: [-removed-] and {+added+}.
std::string shown(std::string_view before, std::string_view after)
{
    std::string line;
    for (auto const& part : difference(before, after))
        line += part.kind == DifferencePart::Kind::same  ? part.text
            : part.kind == DifferencePart::Kind::removed ? "[-" + part.text + "-]"
                                                         : "{+" + part.text + "+}";
    return line;
}

TEST(Difference, NamesTheWordsThatChanged)
{
    EXPECT_EQ(shown("The harbour froze on Tuesday.", "The harbour froze on Monday."),
        "The harbour froze on [-Tuesday.-]{+Monday.+}");
    EXPECT_EQ(shown("one two three", "one three"), "one [-two -]three");
    EXPECT_EQ(shown("one three", "one two three"), "one {+two +}three");
    EXPECT_EQ(shown("Лёд стал", "Лёд не стал"), "Лёд {+не +}стал");
    EXPECT_EQ(shown("same", "same"), "same");
    EXPECT_EQ(shown("", ""), "");
    EXPECT_EQ(shown("", "new"), "{+new+}");
    EXPECT_EQ(shown("old", ""), "[-old-]");
}

TEST(Difference, ComparesLinesFirst)
{
    EXPECT_EQ(shown("a b\nc d\ne f\n", "a b\ne f\n"), "a b\n[-c d\n-]e f\n");
    EXPECT_EQ(shown("a b\nc d\n", "a b\nc x d\n"), "a b\nc {+x +}d\n");
}

TEST(Difference, HoldsBothTexts)
{
    std::string before, after;
    unsigned state = 1;
    for (int word = 0; word < 3'000; ++word) {
        state = state * 1'103'515'245 + 12'345;
        auto const text = std::to_string(state >> 16 & 7) + (word % 40 == 0 ? "\n" : " ");
        if ((state >> 20 & 3) != 0)
            before += text;
        if ((state >> 22 & 3) != 0)
            after += text;
    }
    std::string was, is;
    for (auto const& part : difference(before, after)) {
        if (part.kind != DifferencePart::Kind::added)
            was += part.text;
        if (part.kind != DifferencePart::Kind::removed)
            is += part.text;
    }
    EXPECT_EQ(was, before);
    EXPECT_EQ(is, after);
}

TEST(Difference, ReplacesAPassageTooLongToCompare)
{
    std::string before, after;
    for (int word = 0; word < 3'000; ++word) {
        before += "a" + std::to_string(word) + " ";
        after += "b" + std::to_string(word) + " ";
    }
    EXPECT_EQ(difference(before, after).size(), 3u) << "removed, added, and the space at the end";
}

} // namespace

} // namespace broadsheet::text
