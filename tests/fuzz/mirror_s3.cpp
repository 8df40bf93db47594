// What a store answers: XML of which an upload's id goes into addresses, and an error's code into messages.
#include "base/ascii.h"
#include "mirror/targets/s3_answer.h"

#include <algorithm>
#include <cstdint>

using namespace broadsheet;
using namespace broadsheet::mirror;

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size)
{
    std::string const input(reinterpret_cast<char const*>(data), size);
    if (auto const answer = S3Answer::parse(input); answer.ok())
        VERIFY(!answer->kind.empty() && answer->upload_id.size() <= S3AnswerLimits::text
            && answer->code.size() <= S3AnswerLimits::text);
    auto const message = refusal({403, {}, input}).message;
    VERIFY(message.size() < 100 && std::ranges::all_of(message, [](char c) {
        return is_alphanumeric(c) || c == ' ' || c == '(' || c == ')';
    }));
    return 0;
}
