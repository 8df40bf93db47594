#include "mirror/verify/tar_header.h"

#include "mirror/log/numbers.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <fmt/format.h>
#include <optional>

namespace broadsheet::mirror {

namespace {

using namespace std::string_view_literals;

constexpr std::string_view posix_magic = "ustar\00000"sv;
constexpr std::string_view gnu_magic = "ustar  \0"sv;
constexpr std::size_t checksum_at = 148;
constexpr std::size_t checksum_size = 8;
constexpr std::size_t prefix_at = 345;
constexpr std::uint64_t largest_member = std::uint64_t{1} << 40; // bytes

Error damaged()
{
    return invalid("the file is no tar file, or a damaged one");
}

// Returns a field of a header up to its first NUL.
std::string_view text_field(std::string_view block, std::size_t at, std::size_t size)
{
    auto const field = block.substr(at, size);
    return field.substr(0, field.find('\0'));
}

std::optional<std::uint64_t> octal_field(std::string_view block, std::size_t at, std::size_t size)
{
    auto field = text_field(block, at, size);
    while (field.starts_with(' '))
        field.remove_prefix(1);
    while (field.ends_with(' '))
        field.remove_suffix(1);
    std::uint64_t value = 0;
    auto const end = field.data() + field.size();
    auto const read = std::from_chars(field.data(), end, value, 8);
    return read.ec == std::errc() && read.ptr == end ? std::optional(value) : std::nullopt;
}

// The sum of the block's bytes, those of the checksum taken as spaces.
std::uint64_t checksum_of(std::string_view block)
{
    std::uint64_t sum = checksum_size * ' ';
    for (std::size_t at = 0; at < block.size(); ++at)
        if (at < checksum_at || at >= checksum_at + checksum_size)
            sum += static_cast<unsigned char>(block[at]);
    return sum;
}

// Whether the record says only what no extracted name or content depends on.
bool is_idle(std::string_view key)
{
    static constexpr std::array idle{"mtime"sv, "atime"sv, "ctime"sv, "uid"sv, "gid"sv, "uname"sv, "gname"sv};
    return std::ranges::find(idle, key) != idle.end();
}

} // namespace

Result<TarHeader> TarHeader::parse(std::string_view block)
{
    if (block.size() != tar_block || octal_field(block, checksum_at, checksum_size) != checksum_of(block))
        return damaged();
    auto const size = octal_field(block, 124, 12);
    auto const magic = block.substr(257, posix_magic.size());
    auto const prefix = block.substr(prefix_at, 155);
    // Where GNU's tar has other fields, other programs read a prefix: nothing may stand there.
    bool const is_gnu = magic == gnu_magic && prefix.find_first_not_of('\0') == prefix.npos;
    if (!size || *size > largest_member || (magic != posix_magic && !is_gnu))
        return damaged();
    char const type = block[156];
    TarHeader header;
    header.kind = static_cast<Kind>(type);
    header.size = *size;
    header.name = text_field(block, 0, 100);
    if (auto const folder = text_field(prefix, 0, prefix.size()); !folder.empty())
        header.name = fmt::format("{}/{}", folder, header.name);
    if ("05xL"sv.find(type) == std::string_view::npos)
        return invalid(
            fmt::format("the tar file holds \"{}\", which is neither a file nor a folder: a mirror has "
                        "nothing else in it",
                header.name));
    if (header.kind == Kind::folder && header.size != 0)
        return damaged();
    return header;
}

Result<std::string> name_in_pax_records(std::string_view records)
{
    std::string name;
    while (!records.empty()) {
        // "LENGTH KEY=VALUE\n"
        auto const space = records.find(' ');
        auto const length = plain_number(records.substr(0, space));
        if (!length || *length < space + 2 || *length > records.size() || records[*length - 1] != '\n')
            return damaged();
        auto const record = records.substr(space + 1, *length - space - 2);
        auto const key = record.substr(0, record.find('='));
        if (key.size() == record.size())
            return damaged();
        if (key == "path" && name.empty() && record.size() > key.size() + 1)
            name = record.substr(key.size() + 1);
        else if (!is_idle(key))
            return invalid(
                fmt::format("the tar file says \"{}\" of a file, which a mirror's has no need of", key));
        records.remove_prefix(*length);
    }
    return name;
}

Result<std::string> name_in_gnu_name(std::string_view content)
{
    auto const name = content.substr(0, content.find('\0'));
    if (name.empty() || content.find_first_not_of('\0', name.size()) != content.npos)
        return damaged();
    return std::string(name);
}

} // namespace broadsheet::mirror
