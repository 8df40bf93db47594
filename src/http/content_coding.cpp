#include "http/content_coding.h"

#include "base/ascii.h"
#include "base/result.h"
#include "http/field_list.h"
#include "http/request.h"

#include <algorithm>
#include <brotli/encode.h>
#include <libdeflate.h>
#include <memory>
#include <memory_resource>
#include <new>

namespace broadsheet::http {

namespace {

// Brotli's 5 is the last level whose time is near gzip's: a page is compressed while its first reader
// waits.
constexpr int brotli_quality = 5;
constexpr int gzip_level = 6;
// What fits into so small a window is coded in two thirds of the time, since brotli then looks for
// repetitions in smaller tables, and no larger on the average. 16 bytes of a window are not used
// (https://www.rfc-editor.org/rfc/rfc7932#section-9.1).
constexpr int small_window_bits = 16;
constexpr std::size_t small_window = (std::size_t{1} << small_window_bits) - 16;
// More than the encoder takes for what fits into the small window, 1.6 MB.
constexpr std::size_t brotli_memory = std::size_t{7} << 18;

// Returns the weight in thousandths of ";q=0.5" among the parameters; a malformed one counts as 0.
int weight_of(std::string_view parameters)
{
    auto const q = parameters.find_first_not_of("; \t");
    if (q == std::string_view::npos)
        return 1000;
    parameters.remove_prefix(q);
    if (parameters.size() < 3 || (parameters[0] != 'q' && parameters[0] != 'Q') || parameters[1] != '=')
        return 0;
    parameters.remove_prefix(2);
    if (parameters[0] != '0' && parameters[0] != '1')
        return 0;
    int weight = (parameters[0] - '0') * 1000;
    if (parameters.size() > 1 && parameters[1] != '.')
        return 0;
    int scale = 100;
    for (char c : parameters.substr(std::min<std::size_t>(parameters.size(), 2))) {
        if (c < '0' || c > '9' || scale == 0)
            return 0;
        weight += (c - '0') * scale;
        scale /= 10;
    }
    return std::min(weight, 1000);
}

std::string gzip(std::string_view body)
{
    // 0.7 MB of tables, filling which anew takes longer than a page: each thread keeps its own.
    thread_local std::unique_ptr<libdeflate_compressor, decltype(&libdeflate_free_compressor)> const
        compressor(libdeflate_alloc_compressor(gzip_level), &libdeflate_free_compressor);
    VERIFY(compressor);
    std::string out(libdeflate_gzip_compress_bound(compressor.get(), body.size()), '\0');
    out.resize(libdeflate_gzip_compress(compressor.get(), body.data(), body.size(), out.data(), out.size()));
    VERIFY(!out.empty());
    out.shrink_to_fit();
    return out;
}

// Lends an encoder memory from a std::pmr::memory_resource, which takes all of it back at once.
void* lend(void* memory, std::size_t size) noexcept
{
    try {
        return static_cast<std::pmr::memory_resource*>(memory)->allocate(size);
    } catch (std::bad_alloc const&) {
        return nullptr;
    }
}

std::string brotli(std::string_view body)
{
    // The encoder's tables are so large that malloc maps memory for them anew each time, and clearing that
    // takes several times as long as coding a page: each thread keeps some for them. What is larger uses
    // malloc.
    thread_local auto const kept = std::make_unique_for_overwrite<std::byte[]>(brotli_memory);
    bool const is_small = body.size() <= small_window;
    std::pmr::monotonic_buffer_resource memory(kept.get(), brotli_memory);
    std::unique_ptr<BrotliEncoderState, decltype(&BrotliEncoderDestroyInstance)> const encoder(is_small
            ? BrotliEncoderCreateInstance(
                lend, [](void*, void*) {}, static_cast<std::pmr::memory_resource*>(&memory))
            : BrotliEncoderCreateInstance(nullptr, nullptr, nullptr),
        &BrotliEncoderDestroyInstance);
    VERIFY(encoder);
    auto const set = [&](BrotliEncoderParameter parameter, std::size_t value) {
        VERIFY(BrotliEncoderSetParameter(encoder.get(), parameter, static_cast<std::uint32_t>(value)));
    };
    set(BROTLI_PARAM_QUALITY, brotli_quality);
    set(BROTLI_PARAM_LGWIN, is_small ? small_window_bits : BROTLI_DEFAULT_WINDOW);
    set(BROTLI_PARAM_MODE, BROTLI_MODE_TEXT);
    set(BROTLI_PARAM_SIZE_HINT, body.size());

    std::string out(BrotliEncoderMaxCompressedSize(body.size()), '\0');
    auto in_left = body.size(), out_left = out.size();
    auto const* next_in = reinterpret_cast<std::uint8_t const*>(body.data());
    auto* next_out = reinterpret_cast<std::uint8_t*>(out.data());
    VERIFY(BrotliEncoderCompressStream(
        encoder.get(), BROTLI_OPERATION_FINISH, &in_left, &next_in, &out_left, &next_out, nullptr));
    VERIFY(BrotliEncoderIsFinished(encoder.get()));
    out.resize(out.size() - out_left);
    out.shrink_to_fit();
    return out;
}

} // namespace

std::string_view name_of(ContentCoding coding)
{
    static constexpr std::array<std::string_view, content_coding_count> names{"", "gzip", "br"};
    return names[static_cast<std::size_t>(coding)];
}

std::optional<ContentCoding> negotiate_coding(std::string_view accept_encoding, bool compressible)
{
    constexpr int unnamed = -1;
    int identity = unnamed, gzip_weight = unnamed, brotli_weight = unnamed, any = unnamed;
    for_each_element(accept_encoding, [&](std::string_view element) {
        auto const end = std::min(element.find_first_of("; \t"), element.size());
        auto const name = element.substr(0, end);
        int const weight = weight_of(element.substr(end));
        if (equals_ignoring_case(name, "br"))
            brotli_weight = weight;
        else if (equals_ignoring_case(name, "gzip") || equals_ignoring_case(name, "x-gzip"))
            gzip_weight = weight;
        else if (equals_ignoring_case(name, "identity"))
            identity = weight;
        else if (name == "*")
            any = weight;
        return true;
    });
    auto weigh = [&](int named, int otherwise) {
        return named != unnamed ? named : any != unnamed ? any : otherwise;
    };
    brotli_weight = compressible ? weigh(brotli_weight, 0) : 0;
    gzip_weight = compressible ? weigh(gzip_weight, 0) : 0;
    // Identity needs no naming to be acceptable, but is then the last choice. "*" forbids it, but never
    // prefers it.
    int const identity_weight = identity != unnamed ? identity : any == 0 ? 0 : 1;
    if (brotli_weight > 0 && brotli_weight >= gzip_weight && brotli_weight >= identity_weight)
        return ContentCoding::brotli;
    if (gzip_weight > 0 && gzip_weight >= identity_weight)
        return ContentCoding::gzip;
    if (identity_weight > 0)
        return ContentCoding::identity;
    return std::nullopt;
}

bool is_compressible(std::string_view content_type)
{
    auto const type = content_type.substr(0, content_type.find(';'));
    return type.starts_with("text/") || type.ends_with("+xml") || type.ends_with("+json")
        || type == "application/json" || type == "application/xml" || type == "application/javascript"
        || type == "image/x-icon" || type == "font/ttf" || type == "application/manifest+json";
}

std::string compress(ContentCoding coding, std::string_view body)
{
    switch (coding) {
    case ContentCoding::gzip:
        return gzip(body);
    case ContentCoding::brotli:
        return brotli(body);
    case ContentCoding::identity:
        break;
    }
    return std::string(body);
}

} // namespace broadsheet::http
