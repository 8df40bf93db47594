#include "admin/views.h"

#include "base/embedded.h"
#include "support/database.h"

#include <gmock/gmock.h>
#include <set>

namespace broadsheet {

std::span<EmbeddedFile const> embedded_admin();

}

namespace broadsheet::admin {

namespace {

// The texts that views ask for, as {{t "…"}} or (t "…").
std::set<std::string> texts_of_views()
{
    std::set<std::string> texts;
    for (auto const& file : embedded_admin()) {
        if (!file.path.ends_with(".hbs"))
            continue;
        for (std::string_view start : {"{{t \"", "(t \""})
            for (auto at = file.content.find(start); at != std::string_view::npos;
                 at = file.content.find(start, at + 1)) {
                auto const begin = at + start.size();
                texts.emplace(file.content.substr(begin, file.content.find('"', begin) - begin));
            }
    }
    return texts;
}

TEST(Views, SpeakEveryLanguageWhole)
{
    auto const views = test::must(Views::load());
    auto const texts = texts_of_views();
    EXPECT_GT(texts.size(), 50u);
    for (auto language : Views::languages) {
        if (language == "en")
            continue;
        for (auto const& text : texts)
            EXPECT_NE(views.translated(language, text), text) << language;
    }
}

TEST(Views, FallBackToEnglish)
{
    auto const views = test::must(Views::load());
    EXPECT_EQ(views.translated("ru", "No such text"), "No such text");
    EXPECT_EQ(views.translated("xx", "Sign in"), "Sign in");
}

} // namespace

} // namespace broadsheet::admin
