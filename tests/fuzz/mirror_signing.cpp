// What is carried between the server and the key that signs its log: a request on the one way, an answer on the other.
#include "mirror/sign_request.h"

#include <cstdint>
#include <cstdlib>

using namespace broadsheet::mirror;

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size)
{
    std::string_view const input(reinterpret_cast<char const*>(data), size);
    if (auto const request = SignRequest::parse(input); request.ok()) {
        // Whoever signs must have been shown what is signed.
        if (request->to_string() != input)
            std::abort();
        (void)check_follows(*request, {});
        (void)check_follows(*request, Checkpoint{request->checkpoint.origin, request->old_size, hash_of("")});
    }
    if (auto const answer = SignAnswer::parse(input); answer.ok())
        if (!input.starts_with(answer->note.to_string()) || !Checkpoint::parse(answer->note.text).ok())
            std::abort();
    return 0;
}
