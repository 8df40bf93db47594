// Words, slugs and dates of bytes that may be anything.

#include "text/dates.h"
#include "text/direction.h"
#include "text/signature.h"
#include "text/slug.h"
#include "text/words.h"

#include "base/utf8.h"

#include <cstddef>
#include <cstdint>

using namespace broadsheet;

namespace {

void read_words(std::string_view text)
{
    text::Stemmer stemmer{"ru"};
    text::WordReader words{text};
    std::size_t behind = 0;
    for (text::Word word; words.next(word);) {
        VERIFY(word.begin >= behind && word.end > word.begin && word.end <= text.size());
        VERIFY(!word.folded.empty() && is_valid_utf8(word.folded));
        VERIFY(!stemmer.stem(word).empty());
        behind = word.end;
    }
    std::string folded = text::fold(text);
    VERIFY(text::fold(folded) == folded);
}

void read_dates(std::string_view text)
{
    if (auto time = text::parse_iso(text))
        VERIFY(text::parse_iso(text::format_rfc3339_millis(*time)).ok() || *time < 0
            || *time > 253'402'300'799'999);
    (void)text::parse_rfc5322(text);
    (void)text::format_tokens(1'795'464'385'123, {}, "ru", text);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size)
{
    std::string_view text{reinterpret_cast<char const*>(data), size};
    read_words(text);
    read_dates(text);
    std::string slug = text::slugify(text);
    VERIFY(text::is_valid_slug(slug) && slug.size() <= 100 && text::slugify(slug) == slug);
    (void)text::is_valid_slug(text);
    (void)text::is_right_to_left(text);
    if (auto signature = text::decode_signature(text))
        VERIFY(text::decode_signature(text::encode_signature(*signature)).value() == *signature);
    return 0;
}
