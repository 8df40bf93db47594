#pragma once

#include "base/result.h"
#include "site/edition/entries.h"
#include "text/signature.h"

#include <memory>

namespace broadsheet::site {

// What the articles of an edition are most about (text/signature.h): half of what there is to know of them
// without their texts. So it stands apart, for those who are done with it to free.
class Signatures {
public:
    std::span<std::uint32_t const> of(Entry const& entry) const
    {
        return {words_.data() + std::size_t{entry.number} * text::signature_words, entry.signature_size};
    }
    void reserve(std::size_t articles) { words_.reserve((articles + 1) * text::signature_words); }
    void set(Entry&, text::Signature const&);

private:
    std::vector<std::uint32_t>
        words_; // by the articles' numbers, which are dense; of each 16, or fewer and 0
};

using SharedSignatures = std::shared_ptr<Signatures const>;

} // namespace broadsheet::site
