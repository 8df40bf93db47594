#include "http/content_coding.h"

#include <brotli/decode.h>
#include <gtest/gtest.h>
#include <random>

namespace broadsheet::http {
namespace {

// Words that repeat, near and far.
std::string text_of(std::size_t size)
{
    std::minstd_rand numbers(1);
    std::string text;
    while (text.size() < size)
        text += "word" + std::to_string(numbers() % 500) + ' ';
    text.resize(size);
    return text;
}

TEST(ContentCoding, BrotliGivesBackTheSameBytesOnEitherSideOfItsSmallWindow)
{
    for (std::size_t const size : {0u, 1u, 30'000u, 65'519u, 65'520u, 65'521u, 65'536u, 300'000u}) {
        auto const body = text_of(size);
        auto const coded = compress(ContentCoding::brotli, body);
        std::string decoded(size + 1, '\0');
        std::size_t length = decoded.size();
        ASSERT_EQ(BrotliDecoderDecompress(coded.size(), reinterpret_cast<std::uint8_t const*>(coded.data()),
                      &length, reinterpret_cast<std::uint8_t*>(decoded.data())),
            BROTLI_DECODER_RESULT_SUCCESS)
            << size;
        decoded.resize(length);
        EXPECT_EQ(decoded, body) << size;
        // The first bit says whether the window is of 16 bits, which is 65,520 bytes (RFC 7932, 9.1).
        EXPECT_EQ((coded[0] & 1) == 0, size <= 65'520u) << size;
        EXPECT_LT(coded.size(), size / 2 + 10);
    }
}

} // namespace
} // namespace broadsheet::http
