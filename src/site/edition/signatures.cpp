#include "site/edition/signatures.h"

#include <algorithm>

namespace broadsheet::site {

void Signatures::set(Entry& entry, text::Signature const& signature)
{
    auto const at = std::size_t{entry.number} * text::signature_words;
    words_.resize(std::max(words_.size(), at + text::signature_words));
    std::ranges::copy(signature, words_.begin() + static_cast<std::ptrdiff_t>(at));
    entry.signature_size = static_cast<std::uint8_t>(signature.size());
}

} // namespace broadsheet::site
