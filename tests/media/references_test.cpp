#include "media/references.h"

#include "media/store.h"

#include <gmock/gmock.h>

namespace broadsheet::media {
namespace {

std::string const name = "media/ab/ab" + std::string(30, '0');

TEST(StoredPathsIn, FindsWhatAPageNamesInEveryForm)
{
    auto const page = "<img src=\"../../" + name + ".jpg\" srcset=\"/" + name + "-320.webp 320w, " + name
        + "-640.webp 640w\">{\"image\":\"https://lantern.example/" + name + ".png\"} See /" + name + ".pdf.";
    EXPECT_THAT(stored_paths_in(page),
        testing::ElementsAre(
            name + ".jpg", name + "-320.webp", name + "-640.webp", name + ".png", name + ".pdf"));
}

TEST(StoredPathsIn, FindsOnlyWhatTheStoreTakesAsItsOwn)
{
    MediaStore const store("/nowhere", "/nowhere");
    for (auto const& text : {name, name + "-.webp", name + "-64", name + ".", name + "-64x.webp",
             "media/" + name, std::string("media/cd/ab") + std::string(30, '0') + ".jpg",
             std::string("media/../x.jpg"), std::string("media/"), std::string()}) {
        for (auto path : stored_paths_in(text))
            EXPECT_TRUE(store.file_of("/" + std::string(path))) << text;
        EXPECT_FALSE(store.file_of("/" + text)) << text;
    }
    EXPECT_THAT(stored_paths_in("media/cd/ab" + std::string(30, '0') + ".jpg"), testing::IsEmpty());
}

} // namespace
} // namespace broadsheet::media
