#include "takeaway/zip_writer.h"

#include <fmt/format.h>
#include <limits>
#include <zlib.h>

namespace broadsheet::takeaway {

namespace {

constexpr std::uint64_t most_bytes = std::numeric_limits<std::uint32_t>::max();
constexpr std::size_t most_files = std::numeric_limits<std::uint16_t>::max();
constexpr std::uint16_t utf8_names = 1 << 11;
constexpr std::uint16_t first_day = 1 << 5 | 1; // 1980-01-01, the format's beginning

void append16(std::string& out, std::size_t value)
{
    out += static_cast<char>(value & 0xff);
    out += static_cast<char>(value >> 8 & 0xff);
}

void append32(std::string& out, std::uint64_t value)
{
    append16(out, value & 0xffff);
    append16(out, value >> 16 & 0xffff);
}

// Returns the raw deflate stream (RFC 1951), without zlib's header.
Result<std::string> deflated(std::string_view content)
{
    z_stream stream{};
    if (deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, -MAX_WBITS, MAX_MEM_LEVEL, Z_DEFAULT_STRATEGY)
        != Z_OK)
        return limit_reached("there is not enough memory to compress");
    std::string out(deflateBound(&stream, content.size()), '\0');
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(content.data()));
    stream.avail_in = static_cast<uInt>(content.size());
    stream.next_out = reinterpret_cast<Bytef*>(out.data());
    stream.avail_out = static_cast<uInt>(out.size());
    int const status = deflate(&stream, Z_FINISH);
    out.resize(stream.total_out);
    deflateEnd(&stream);
    if (status != Z_STREAM_END)
        return Error{ErrorCode::internal, "the content could not be compressed"};
    return out;
}

} // namespace

ZipWriter::ZipWriter(std::filesystem::path path)
    : path_(std::move(path))
    , out_(path_, std::ios::binary | std::ios::trunc)
{
}

Result<ZipWriter> ZipWriter::create(std::filesystem::path const& path)
{
    ZipWriter writer(path);
    if (!writer.out_)
        return io_error(fmt::format("cannot create {}", path.string()));
    return writer;
}

Result<void> ZipWriter::write(std::string_view bytes)
{
    if (!out_.write(bytes.data(), static_cast<std::streamsize>(bytes.size())))
        return io_error(fmt::format("cannot write {}", path_.string()));
    written_ += bytes.size();
    return {};
}

Result<void> ZipWriter::add(std::string_view name, std::string_view content, Method method)
{
    if (++files_ > most_files || written_ + content.size() + directory_.size() + 1'000 > most_bytes)
        return limit_reached(
            fmt::format("{} would be more than a ZIP file holds (65,535 files, 4 GB): take a "
                        "smaller part of the archive",
                path_.string()));
    bool const packed = method == Method::deflate;
    auto const data = packed ? TRY(deflated(content)) : std::string(content);
    std::string common; // to the file's own head and its line in the directory
    append16(common, packed ? 20 : 10); // version needed
    append16(common, utf8_names);
    append16(common, packed ? 8 : 0);
    append16(common, 0); // midnight
    append16(common, first_day);
    append32(
        common, crc32(0, reinterpret_cast<Bytef const*>(content.data()), static_cast<uInt>(content.size())));
    append32(common, data.size());
    append32(common, content.size());
    append16(common, name.size());
    append16(common, 0); // extra field

    auto const offset = written_;
    TRY(write("PK\x03\x04" + common));
    TRY(write(name));
    TRY(write(data));
    directory_ += "PK\x01\x02";
    append16(directory_, 20); // version made by
    directory_ += common;
    append16(directory_, 0); // comment
    append16(directory_, 0); // disk
    append16(directory_, 0); // internal attributes
    append32(directory_, 0); // external attributes
    append32(directory_, offset);
    directory_ += name;
    return {};
}

Result<std::uint64_t> ZipWriter::finish()
{
    auto const start = written_;
    std::string end = "PK\x05\x06";
    append32(end, 0); // disks
    append16(end, files_);
    append16(end, files_);
    append32(end, directory_.size());
    append32(end, start);
    append16(end, 0); // comment
    TRY(write(directory_));
    TRY(write(end));
    out_.close();
    if (!out_)
        return io_error(fmt::format("cannot write {}", path_.string()));
    return written_;
}

} // namespace broadsheet::takeaway
