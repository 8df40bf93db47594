#include "base/file_descriptor.h"
#include "mirror/log/numbers.h"
#include "mirror/verify/source.h"

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <fcntl.h>
#include <fmt/format.h>
#include <map>
#include <optional>
#include <unistd.h>
#include <utility>

namespace broadsheet::mirror {

namespace {

constexpr std::size_t block = 512;
constexpr std::uint64_t most_extension = 1u << 20; // bytes of a member that only names the next
constexpr std::string_view landmark = "log/latest";

struct Member {
    std::uint64_t offset = 0;
    std::uint64_t size = 0;
};

// Returns a field of a header up to its first NUL.
std::string_view text_field(std::string_view header, std::size_t at, std::size_t size)
{
    auto const field = header.substr(at, size);
    return field.substr(0, field.find('\0'));
}

std::optional<std::uint64_t> octal_field(std::string_view header, std::size_t at, std::size_t size)
{
    auto field = text_field(header, at, size);
    while (field.starts_with(' '))
        field.remove_prefix(1);
    while (field.ends_with(' '))
        field.remove_suffix(1);
    std::uint64_t value = 0;
    auto const end = field.data() + field.size();
    auto const read = std::from_chars(field.data(), end, value, 8);
    return read.ec == std::errc() && read.ptr == end ? std::optional(value) : std::nullopt;
}

// Returns the path in the records "LENGTH KEY=VALUE\n" of a pax header; empty where it names none.
std::string pax_path(std::string_view records)
{
    while (!records.empty()) {
        auto const space = records.find(' ');
        auto const length = plain_number(records.substr(0, space));
        if (!length || *length <= space + 1 || *length > records.size())
            return {};
        auto const record = records.substr(space + 1, *length - space - 2);
        if (record.starts_with("path="))
            return std::string(record.substr(5));
        records.remove_prefix(*length);
    }
    return {};
}

class TarSource final : public Source {
public:
    explicit TarSource(FileDescriptor file)
        : file_(std::move(file))
    {
    }

    Result<void> index()
    {
        std::string long_name;
        for (std::uint64_t at = 0;;) {
            auto const header = TRY(read_at(at, block));
            if (header.size() < block || header[0] == '\0')
                break;
            auto const size = octal_field(header, 124, 12);
            if (!size || *size > (std::uint64_t{1} << 50))
                return invalid("the file is no tar file, or a damaged one");
            char const type = header[156];
            if (type == 'x' || type == 'L') {
                if (*size > most_extension)
                    return invalid("the tar file has a name that is too long");
                auto const bytes = TRY(read_at(at + block, *size));
                long_name = type == 'x' ? pax_path(bytes) : std::string(text_field(bytes, 0, bytes.size()));
            } else {
                if (type == '0' || type == '\0')
                    TRY(add(name_of(header, std::exchange(long_name, {})), {at + block, *size}));
                long_name.clear();
            }
            at += block + (*size + block - 1) / block * block;
        }
        return find_top();
    }

    Result<void> read(std::string const& name, PieceVisitor const& visit) override
    {
        auto const found = members_.find(top_ + name);
        if (found == members_.end())
            return not_found("it is missing");
        auto [offset, size] = found->second;
        while (size > 0) {
            auto const piece = TRY(read_at(offset, std::min<std::uint64_t>(size, 64u << 10)));
            if (piece.empty())
                return invalid("the tar file ends within it");
            TRY(visit(piece));
            offset += piece.size();
            size -= piece.size();
        }
        return {};
    }

    Result<void> for_each_name(std::function<Result<void>(std::string const&)> const& visit) override
    {
        for (auto const& [name, member] : members_)
            TRY(visit(name.starts_with(top_) ? name.substr(top_.size()) : "../" + name));
        return {};
    }

private:
    static std::string name_of(std::string_view header, std::string long_name)
    {
        auto name = std::move(long_name);
        if (name.empty()) {
            name = text_field(header, 0, 100);
            if (auto const prefix = text_field(header, 345, 155);
                header.substr(257, 6) == std::string_view("ustar\0", 6) && !prefix.empty())
                name = fmt::format("{}/{}", prefix, name);
        }
        return name.starts_with("./") ? name.substr(2) : name;
    }

    Result<void> add(std::string name, Member member)
    {
        if (!members_.emplace(name, member).second)
            return invalid(fmt::format("the tar file has {} twice", name));
        return {};
    }

    Result<void> find_top()
    {
        for (auto const& [name, member] : members_)
            if (name == landmark || name.ends_with(fmt::format("/{}", landmark))) {
                top_ = name.substr(0, name.size() - landmark.size());
                return {};
            }
        return not_found("the tar file holds no mirror: there is no log/latest in it");
    }

    Result<std::string> read_at(std::uint64_t offset, std::uint64_t size) const
    {
        std::string bytes(size, '\0');
        std::size_t done = 0;
        while (done < size) {
            auto const count
                = pread(file_.get(), bytes.data() + done, size - done, static_cast<off_t>(offset + done));
            if (count < 0 && errno != EINTR)
                return system_error("cannot read the tar file", errno);
            if (count == 0)
                break;
            done += count > 0 ? static_cast<std::size_t>(count) : 0;
        }
        bytes.resize(done);
        return bytes;
    }

    FileDescriptor file_;
    std::map<std::string, Member> members_;
    std::string top_; // the folder the mirror is in, with a slash
};

} // namespace

Result<std::unique_ptr<Source>> open_tar(std::filesystem::path path)
{
    FileDescriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (!file)
        return system_error(fmt::format("cannot open {}", path.string()), errno);
    auto source = std::make_unique<TarSource>(std::move(file));
    TRY(source->index());
    return std::unique_ptr<Source>(std::move(source));
}

} // namespace broadsheet::mirror
