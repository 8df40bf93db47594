#pragma once

#include "base/result.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace broadsheet::text {

// What a text is about, in few bytes: hashes of the stems that weigh most, sorted, at most 16. The same on
// every machine.
using Signature = std::vector<std::uint32_t>;

inline constexpr std::size_t signature_words = 16;

// Returns the signature of an article. A stem weighs as often as it occurs, and a word of the title more;
// stop words, numbers and words of one or two letters do not count.
Signature signature_of(std::string_view title, std::string_view plain_text, std::string_view language);

// Returns how many words two signatures share, 0 to 16.
std::size_t shared_words(Signature const&, Signature const&);

// Eight hexadecimal digits a word. Decoding refuses what encode_signature does not write.
std::string encode_signature(Signature const&);
Result<Signature> decode_signature(std::string_view);

} // namespace broadsheet::text
