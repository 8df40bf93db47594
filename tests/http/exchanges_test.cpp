// Runs tests/cases/http/*.txt. A case is
//
//     name
//     > bytes of the request, with \r \n \t \0 \xNN \\ escapes; several lines follow each other
//     < status of the response
//     < Header: value     it has this field, once
//     < !Header           it does not have the field
//     < body: text        its body, with the same escapes
//     < end               the server closes the connection after it
//
// with a further "< status" for each further response, and an empty line behind it. Lines with '#' are
// remarks.
#include "http/newspaper.h"

#include "base/file.h"
#include "places.h"

#include <charconv>
#include <fmt/format.h>
#include <gtest/gtest.h>

namespace broadsheet::http::test {

namespace {

struct Case {
    std::string name;
    std::string request;
    std::vector<std::string> expectations;
};

std::string unescape(std::string_view text)
{
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '\\') {
            out += text[i];
            continue;
        }
        switch (text.at(++i)) {
        case 'r':
            out += '\r';
            break;
        case 'n':
            out += '\n';
            break;
        case 't':
            out += '\t';
            break;
        case '0':
            out += '\0';
            break;
        case 'x': {
            int value = 0;
            std::from_chars(text.data() + i + 1, text.data() + i + 3, value, 16);
            out += static_cast<char>(value);
            i += 2;
            break;
        }
        default:
            out += text[i];
        }
    }
    return out;
}

std::vector<Case> read_cases(std::filesystem::path const& file)
{
    auto const content = read_file(file);
    EXPECT_TRUE(content) << file;
    std::vector<Case> cases;
    std::string_view rest = *content;
    bool in_case = false;
    while (!rest.empty()) {
        auto const line = rest.substr(0, rest.find('\n'));
        rest.remove_prefix(std::min(line.size() + 1, rest.size()));
        if (line.starts_with('#'))
            continue;
        if (line.empty())
            in_case = false;
        else if (!std::exchange(in_case, true))
            cases.push_back({std::string(line), "", {}});
        else if (line.starts_with("> "))
            cases.back().request += unescape(line.substr(2));
        else if (line.starts_with("< "))
            cases.back().expectations.emplace_back(line.substr(2));
        else
            ADD_FAILURE() << file << ": not understood: " << line;
    }
    return cases;
}

void check_header(Answer const& answer, std::string_view expectation)
{
    if (expectation.starts_with('!')) {
        EXPECT_EQ(answer.header(expectation.substr(1)), std::nullopt);
        return;
    }
    auto const colon = expectation.find(": ");
    ASSERT_NE(colon, std::string_view::npos) << expectation;
    auto const name = expectation.substr(0, colon);
    auto const value = expectation.substr(colon + 2);
    if (name == "body")
        EXPECT_EQ(answer.body, unescape(value));
    else
        EXPECT_EQ(answer.header(name), value) << answer.head;
}

void run_case(TestServer const& server, Case const& test)
{
    auto client = server.connect();
    client.send(test.request);
    ASSERT_FALSE(test.expectations.empty());
    Answer answer;
    for (auto const& expectation : test.expectations) {
        int status = 0;
        auto const parsed
            = std::from_chars(expectation.data(), expectation.data() + expectation.size(), status);
        if (parsed.ptr == expectation.data() + expectation.size()) {
            answer = client.read(test.request.starts_with("HEAD "));
            ASSERT_EQ(answer.status, status) << answer.head;
        } else if (expectation == "end") {
            EXPECT_EQ(client.read_to_end(), "");
        } else {
            check_header(answer, expectation);
        }
    }
}

class Exchanges : public testing::TestWithParam<char const*> { };

TEST_P(Exchanges, are_as_written_down)
{
    TestServer server;
    server.newspaper.publish(1);
    auto const file = std::filesystem::path(BROADSHEET_SOURCE_DIR) / "tests/cases/http" / GetParam();
    auto const cases = read_cases(file);
    ASSERT_FALSE(cases.empty());
    for (auto const& test : cases) {
        SCOPED_TRACE(fmt::format("{}: {}", GetParam(), test.name));
        run_case(server, test);
    }
}

INSTANTIATE_TEST_SUITE_P(Files, Exchanges,
    testing::Values("refused.txt", "paths.txt", "methods.txt", "messages.txt", "conditional.txt",
        "ranges.txt", "codings.txt"),
    [](auto const& test) {
        std::string name = test.param;
        return name.substr(0, name.find('.'));
    });

} // namespace

} // namespace broadsheet::http::test
