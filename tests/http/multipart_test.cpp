#include "http/multipart.h"

#include <gtest/gtest.h>

#include <fmt/format.h>

namespace broadsheet::http {

namespace {

constexpr std::string_view type = "multipart/form-data; boundary=XX";

TEST(Multipart, IsReadAsClientsWriteIt)
{
    auto const parts = parse_multipart("Multipart/Form-Data; charset=x; boundary=\"XX\"",
        "--XX\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a \\\"b\\\";c.png\"\r\n"
        "Content-Type: image/png\r\n\r\n\x89PNG\r\n--X\r\n--XX\r\n"
        "content-disposition: form-data; name=ref\r\n\r\n\r\n--XX--\r\n");
    ASSERT_TRUE(parts.ok()) << parts.error().message;
    ASSERT_EQ(parts->size(), 2u);
    EXPECT_EQ(parts->at(0).name, "file");
    EXPECT_EQ(parts->at(0).file_name, "a \"b\";c.png");
    EXPECT_EQ(parts->at(0).content, "\x89PNG\r\n--X");
    EXPECT_EQ(parts->at(1).name, "ref");
    EXPECT_EQ(parts->at(1).content, "");
}

TEST(Multipart, IsRefused)
{
    struct Case {
        std::string type;
        std::string body;
    };
    auto const part = std::string("--XX\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nb\r\n");
    std::string many;
    for (int i = 0; i < 21; ++i)
        many += part;
    for (auto const& [content_type, body] :
        {
            Case{"", part + "--XX--"},
            Case{"application/json", part + "--XX--"},
            Case{"multipart/form-data", part + "--XX--"},
            Case{"multipart/form-data; boundary=", part + "--XX--"},
            Case{"multipart/form-data; boundary=\"X", part + "--XX--"},
            Case{"multipart/form-data; boundary=" + std::string(71, 'X'), part + "--XX--"},
            Case{"multipart/form-data; boundary=X<X", part + "--XX--"},
            Case{std::string(type), ""},
            Case{std::string(type), "preamble" + part + "--XX--"},
            Case{std::string(type), part},
            Case{std::string(type), part + "--XX"},
            Case{std::string(type), "--XX\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nb"},
            Case{std::string(type), "--XX\r\nContent-Disposition: form-data; name=\"a\"\r\nb\r\n--XX--"},
            Case{std::string(type), "--XX\r\nContent-Type: text/plain\r\n\r\nb\r\n--XX--"},
            Case{std::string(type), "--XX\r\nContent-Disposition: attachment; name=\"a\"\r\n\r\nb\r\n--XX--"},
            Case{std::string(type),
                "--XX\r\nContent-Disposition: form-data; filename=\"a\"\r\n\r\nb\r\n--XX--"},
            Case{std::string(type), "--XXY\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nb\r\n--XX--"},
            Case{std::string(type),
                "--XX\r\nX: " + std::string(9'000, 'a')
                    + "\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nb\r\n--XX--"},
            Case{std::string(type), many + "--XX--"},
        })
        EXPECT_FALSE(parse_multipart(content_type, body).ok()) << content_type << "\n" << body;
    EXPECT_TRUE(parse_multipart(type, part + "--XX--").ok());
}

} // namespace

} // namespace broadsheet::http
