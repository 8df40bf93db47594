#include "http/content_coding.h"

#include <brotli/decode.h>
#include <gtest/gtest.h>
#include <random>
#include <thread>
#include <vector>
#include <zlib.h>

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

// Bytes in which nothing repeats, so that no coding makes them shorter.
std::string noise_of(std::size_t size)
{
    std::minstd_rand numbers(2);
    std::string noise(size, '\0');
    for (auto& byte : noise)
        byte = static_cast<char>(numbers() >> 8);
    return noise;
}

std::string decoded_brotli(std::string_view coded, std::size_t size)
{
    std::string body(size + 1, '\0');
    std::size_t length = body.size();
    EXPECT_EQ(BrotliDecoderDecompress(coded.size(), reinterpret_cast<std::uint8_t const*>(coded.data()),
                  &length, reinterpret_cast<std::uint8_t*>(body.data())),
        BROTLI_DECODER_RESULT_SUCCESS);
    body.resize(length);
    return body;
}

TEST(ContentCoding, BrotliGivesBackTheSameBytesOnEitherSideOfItsSmallWindow)
{
    for (std::size_t const size : {0u, 1u, 30'000u, 65'519u, 65'520u, 65'521u, 65'536u, 300'000u}) {
        auto const coded = compress(ContentCoding::brotli, text_of(size));
        EXPECT_EQ(decoded_brotli(coded, size), text_of(size)) << size;
        // The first bit says whether the window is of 16 bits, which is 65,520 bytes (RFC 7932, 9.1).
        EXPECT_EQ((coded[0] & 1) == 0, size <= 65'520u) << size;
        EXPECT_LT(coded.size(), size / 2 + 10);
    }
    for (std::size_t const size : {60'000u, 300'000u}) // what gets no shorter
        EXPECT_EQ(decoded_brotli(compress(ContentCoding::brotli, noise_of(size)), size), noise_of(size));
}

std::string gunzip(std::string_view coded, std::size_t size)
{
    std::string body(size + 1, '\0');
    z_stream stream{};
    EXPECT_EQ(inflateInit2(&stream, 15 + 16), Z_OK); // gzip's framing
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(coded.data()));
    stream.avail_in = static_cast<uInt>(coded.size());
    stream.next_out = reinterpret_cast<Bytef*>(body.data());
    stream.avail_out = static_cast<uInt>(body.size());
    EXPECT_EQ(inflate(&stream, Z_FINISH), Z_STREAM_END);
    body.resize(stream.total_out);
    EXPECT_EQ(stream.avail_in, 0u);
    inflateEnd(&stream);
    return body;
}

TEST(ContentCoding, GzipGivesBackTheSameBytes)
{
    for (std::size_t const size : {0u, 1u, 30'000u, 300'000u}) {
        EXPECT_EQ(gunzip(compress(ContentCoding::gzip, text_of(size)), size), text_of(size)) << size;
        EXPECT_LT(compress(ContentCoding::gzip, text_of(size)).size(), size / 2 + 30);
    }
    EXPECT_EQ(gunzip(compress(ContentCoding::gzip, noise_of(70'000)), 70'000), noise_of(70'000));
}

TEST(ContentCoding, ThreadsCompressAtOnce)
{
    std::vector<std::jthread> threads;
    for (std::size_t thread = 0; thread < 4; ++thread)
        threads.emplace_back([thread] {
            for (std::size_t size = 1000 + thread; size < 100'000; size += 9'973) {
                EXPECT_EQ(gunzip(compress(ContentCoding::gzip, text_of(size)), size), text_of(size));
                EXPECT_EQ(
                    decoded_brotli(compress(ContentCoding::brotli, text_of(size)), size), text_of(size));
            }
        });
}

} // namespace
} // namespace broadsheet::http
