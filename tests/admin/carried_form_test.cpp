#include "admin/carried_form.h"

#include "base/encoding.h"

#include <fmt/format.h>
#include <gmock/gmock.h>

namespace broadsheet::admin {

namespace {

std::string text_of(std::string_view target, std::string_view fields = "[]", std::string_view files = "[]")
{
    return to_base64url(fmt::format(R"({{"target":"{}","fields":{},"files":{}}})", target, fields, files));
}

TEST(CarriedForm, ComesBackAsItWas)
{
    CarriedForm const form{"/admin/articles/5/?after=3",
        {{"body", "<p>Паром \"ушёл\"</p>\r\n\tи & вернулся"}, {"tag", "a"}, {"tag", "b"}, {"", ""}},
        {{"file", "theme <1>.zip"}}};
    auto const text = form.text();
    ASSERT_TRUE(text.ok());
    auto const read = CarriedForm::read(*text);
    ASSERT_TRUE(read.ok());
    EXPECT_EQ(*read, form);
}

TEST(CarriedForm, IsNoLongerThanAFormMayBe)
{
    CarriedForm form{"/admin/articles/5/", {{"body", std::string(CarriedFormLimits::bytes - 100, 'a')}}, {}};
    auto const text = form.text();
    ASSERT_TRUE(text.ok());
    EXPECT_LT(text->size(), 3U * 1024 * 1024);
    EXPECT_TRUE(CarriedForm::read(*text).ok());
    form.fields[0].second += std::string(100, 'a');
    EXPECT_EQ(form.text().error().code, ErrorCode::limit);
    form.fields.assign(CarriedFormLimits::fields + 1, {"a", "b"});
    EXPECT_EQ(form.text().error().code, ErrorCode::limit);
}

TEST(CarriedForm, LeavesOutWhatOpensDoors)
{
    for (auto const* field : {"form_token", "password", "password_again", "present_password", "passphrase"})
        EXPECT_FALSE(is_carried(field)) << field;
    EXPECT_TRUE(is_carried("body"));
}

TEST(CarriedForm, RefusesWhatItHasNotWritten)
{
    std::string many = "[[\"a\",\"b\"]";
    for (std::size_t i = 0; i < CarriedFormLimits::fields; ++i)
        many += ",[\"a\",\"b\"]";
    std::string const refused[] = {"", "%", to_base64url("{"), to_base64url("[]"), to_base64url("{}"),
        to_base64url("{\"target\":\"/admin/\",\"fields\":[]}"), to_base64url("\xff"),
        text_of("/admin/", "[[\"a\"]]"), text_of("/admin/", "[[\"a\",1]]"), text_of("/admin/", "{}"),
        text_of("/admin/", "[[[[[\"a\"]]]]]"), text_of("/admin/", many + "]"),
        text_of("/admin/", "[]", "[1]"), text_of("https://evil.example/admin/"),
        text_of("//evil.example/admin/"), text_of("javascript:alert(1)"), text_of("/admin/../newsletter/"),
        text_of("/admin/%2e%2e/support/"), text_of("/support/"), text_of("/admin"), text_of("/admin/\\u0000"),
        text_of("/admin/\\r\\nX: y"), text_of(""),
        text_of("/admin/" + std::string(CarriedFormLimits::target, 'a')),
        std::string(CarriedFormLimits::bytes * 2, 'A')};
    for (auto const& text : refused)
        EXPECT_FALSE(CarriedForm::read(text).ok()) << text.substr(0, 100);
}

} // namespace

} // namespace broadsheet::admin
