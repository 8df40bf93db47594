#include "site/newspaper.h"

#include <gmock/gmock.h>

namespace broadsheet::site {

namespace {

using testing::HasSubstr;

class Framed : public testing::Test {
protected:
    FramedPage form() const
    {
        FramedPage page;
        page.language = "ru";
        page.path = "/ru/support/";
        page.title = "Поддержать";
        page.body = "<form action=\"/ru/support/\" method=\"post\"><button>Далее</button></form>";
        return page;
    }

    test::Newspaper newspaper_;
    Site site_{*newspaper_.database, newspaper_.clock, test::must(Theme::built_in())};
};

TEST_F(Framed, StandsInTheNewspapersClothes)
{
    auto const page = test::must(site_.framed(form()));
    EXPECT_EQ(page.status, 200);
    EXPECT_THAT(*page.body, HasSubstr("<html lang=\"ru\""));
    EXPECT_THAT(*page.body, HasSubstr("<title>Поддержать – Фонарь</title>"));
    EXPECT_THAT(*page.body, HasSubstr("Далее"));
    EXPECT_TRUE(page.is_fleeting);
}

TEST_F(Framed, LetsItsFormsLeadToTheOriginsItNames)
{
    auto framed = form();
    EXPECT_THAT(test::must(site_.framed(framed)).content_security_policy, HasSubstr("form-action 'self';"));
    framed.form_targets = {"https://pay.example"};
    EXPECT_THAT(test::must(site_.framed(framed)).content_security_policy,
        HasSubstr("form-action 'self' https://pay.example;"));
}

TEST_F(Framed, IsOnlyInLanguagesOfTheNewspaper)
{
    auto framed = form();
    framed.language = "fr";
    auto const page = site_.framed(framed);
    ASSERT_FALSE(page.ok());
    EXPECT_EQ(page.error().code, ErrorCode::not_found);
}

} // namespace

} // namespace broadsheet::site
