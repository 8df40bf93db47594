#include "mirror/log/manifest.h"
#include "mirror/verify/source.h"
#include "mirror/verify/tar_header.h"

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <fmt/format.h>
#include <map>
#include <unistd.h>
#include <utility>

namespace broadsheet::mirror {

namespace {

constexpr std::uint64_t longest_extension = 64u << 10; // bytes of a member that only names the next
constexpr std::size_t piece_size = 64u << 10;
constexpr std::string_view landmark = "log/latest";

struct Member {
    TarHeader::Kind kind = TarHeader::Kind::file;
    std::uint64_t offset = 0;
    std::uint64_t size = 0;
};

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
            auto const block = TRY(read_at(at, tar_block));
            if (block.find_first_not_of('\0') == block.npos) {
                TRY(check_end(at, block.size()));
                TRY(check_folders());
                return find_top();
            }
            auto const parsed = TarHeader::parse(block);
            if (!parsed)
                return at == 0 ? not_found("it is no tar file, or a compressed one") : parsed.error();
            auto const& header = *parsed;
            at += tar_block;
            if (is_extension(header.kind)) {
                if (!long_name.empty())
                    return invalid("the tar file names a file twice over");
                long_name = TRY(read_extension(header, at));
            } else
                TRY(add(std::exchange(long_name, {}), header, at));
            at += (header.size + tar_block - 1) / tar_block * tar_block;
        }
    }

    Result<void> read(std::string const& name, PieceVisitor const& visit) override
    {
        auto const found = members_.find(top_ + name);
        if (found == members_.end() || found->second.kind != TarHeader::Kind::file)
            return not_found("it is missing");
        auto [kind, offset, size] = found->second;
        while (size > 0) {
            auto const piece = TRY(read_at(offset, std::min<std::uint64_t>(size, piece_size)));
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
            if (member.kind == TarHeader::Kind::file)
                TRY(visit(name.starts_with(top_) ? name.substr(top_.size()) : "../" + name));
        return {};
    }

private:
    static bool is_extension(TarHeader::Kind kind)
    {
        return kind == TarHeader::Kind::pax_records || kind == TarHeader::Kind::gnu_name;
    }

    // Returns what the member after this one is called; empty where that says it itself.
    Result<std::string> read_extension(TarHeader const& header, std::uint64_t at) const
    {
        if (header.size > longest_extension)
            return invalid("the tar file has a name that is too long");
        auto const content = TRY(read_at(at, header.size));
        return header.kind == TarHeader::Kind::gnu_name ? name_in_gnu_name(content)
                                                        : name_in_pax_records(content);
    }

    // Some programs go on behind the end, others do not.
    Result<void> check_end(std::uint64_t at, std::size_t size) const
    {
        if (size == 0)
            return invalid("the tar file has been cut off");
        for (at += size;;) {
            auto const rest = TRY(read_at(at, piece_size));
            if (rest.find_first_not_of('\0') != rest.npos)
                return invalid("the tar file holds something behind its end");
            if (rest.empty())
                return {};
            at += rest.size();
        }
    }

    Result<void> add(std::string long_name, TarHeader const& header, std::uint64_t at)
    {
        auto const written = long_name.empty() ? header.name : std::move(long_name);
        std::string_view name = written;
        if (name.starts_with("./"))
            name.remove_prefix(2);
        bool const is_folder = header.kind == TarHeader::Kind::folder;
        if (is_folder && name.ends_with('/'))
            name.remove_suffix(1);
        if (is_folder && (name.empty() || name == "."))
            return {};
        if (!is_file_name(name) || name.ends_with('/'))
            return invalid(
                fmt::format("the tar file has the name \"{}\", which no file of a mirror has", written));
        // What is extracted later takes the place of what was before.
        auto const [there, is_new] = members_.emplace(name, Member{header.kind, at, header.size});
        if (!is_new && !(is_folder && there->second.kind == TarHeader::Kind::folder))
            return invalid(fmt::format("the tar file has {} twice", name));
        return {};
    }

    Result<void> check_folders() const
    {
        for (auto const& [name, member] : members_) {
            auto const folder = name + '/';
            auto const within = members_.lower_bound(folder);
            if (member.kind == TarHeader::Kind::file && within != members_.end()
                && within->first.starts_with(folder))
                return invalid(fmt::format("in the tar file {} is a file and a folder", name));
        }
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
    return open_tar(std::move(file));
}

Result<std::unique_ptr<Source>> open_tar(FileDescriptor file)
{
    auto source = std::make_unique<TarSource>(std::move(file));
    TRY(source->index());
    return std::unique_ptr<Source>(std::move(source));
}

} // namespace broadsheet::mirror
