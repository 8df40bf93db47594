// The request reader must read the same requests off a stream in however many pieces it comes, and hand on
// clean ones.

#include "http/content_coding.h"
#include "http/http_date.h"
#include "http/precondition.h"
#include "http/request_reader.h"

#include "base/form.h"
#include "base/result.h"
#include "base/utf8.h"

#include <cstddef>
#include <cstdint>
#include <string>

using namespace broadsheet;
using namespace broadsheet::http;

namespace {

using Outcome = RequestReader::Outcome;

Limits small_limits()
{
    Limits limits;
    limits.head_bytes = 600;
    limits.target_bytes = 100;
    limits.header_fields = 8;
    limits.body_bytes = 40;
    return limits;
}

void check(RequestHead const& head)
{
    if (head.method == Method::connect || head.path == "*")
        return;
    VERIFY(head.path.starts_with('/') && is_valid_utf8(head.path));
    VERIFY(head.path.find('\0') == std::string_view::npos && head.path.find('\\') == std::string_view::npos);
    VERIFY((std::string(head.path) + "/").find("/../") == std::string::npos);
    VERIFY(head.path.find("//") == std::string_view::npos);
    VERIFY(!(head.chunked && head.content_length));
    for (auto const& header : head.headers)
        VERIFY(header.value.find_first_of("\r\n") == std::string_view::npos && !header.name.empty());
    auto const& preferences = head.preferences;
    (void)negotiate_coding(preferences.accept_encoding, true);
    (void)is_not_modified(preferences, {"\"tag\"", 0});
    (void)range_applies(preferences, {"\"tag\"", 0});
    ByteRange range;
    if (parse_range(preferences.range, 1000, range) == RangeOutcome::part)
        VERIFY(range.length > 0 && range.offset + range.length <= 1000);
    (void)parse_form(head.query);
}

// Reads as a connection does that receives `step` bytes at a time; returns the requests taken. What is
// refused is never taken, but may be found out sooner or later.
std::string read_all(std::string_view stream, std::size_t step)
{
    RequestReader reader(small_limits());
    std::string log, input;
    bool in_body = false;
    for (std::size_t at = 0; at < stream.size(); at += step) {
        input.append(stream.substr(at, step));
        while (in_body || !input.empty()) {
            auto const progress = in_body ? reader.read_body(input) : reader.read_head(input);
            if (progress.outcome == Outcome::refused)
                return log;
            if (progress.outcome == Outcome::complete && !in_body) {
                check(reader.head());
                log.append(reader.head().target).append(" ");
                in_body = reader.head().has_body();
            } else if (progress.outcome == Outcome::complete) {
                log.append(reader.body());
                in_body = false;
            }
            input.erase(0, progress.consumed);
            if (progress.outcome == Outcome::need_more)
                break;
        }
    }
    return log;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size)
{
    std::string_view const stream{reinterpret_cast<char const*>(data), size};
    auto const whole = read_all(stream, stream.size() + 1);
    VERIFY(read_all(stream, 1) == whole);
    VERIFY(read_all(stream, 7) == whole);
    return 0;
}
