#include "media/store.h"

#include "base/encoding.h"
#include "base/file.h"
#include "base/unfinished_file.h"
#include "media/bare_picture.h"
#include "media/file_type.h"
#include "media/scrubbing.h"
#include "media/stored_path.h"

#include <cerrno>
#include <fcntl.h>
#include <fmt/format.h>
#include <fstream>
#include <sys/mman.h>
#include <unistd.h>

namespace broadsheet::media {

namespace {

constexpr auto prefix = stored_prefix;

std::string path_for(std::string_view digest, std::string_view extension)
{
    auto const hash = to_hex(digest).substr(0, stored_hash_digits);
    return fmt::format("{}{}/{}{}", prefix, hash.substr(0, 2), hash, extension);
}

Result<FileType> known_type_of(std::string_view beginning)
{
    auto const type = file_type_of(beginning);
    if (type.type.empty())
        return invalid("its type is not one a newspaper serves (pictures, audio, video, PDF)");
    return type;
}

// Returns what tells a file's type.
std::string beginning_of(std::filesystem::path const& file)
{
    std::string bytes(4096, '\0');
    std::ifstream in(file, std::ios::binary);
    in.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    bytes.resize(static_cast<std::size_t>(in.gcount()));
    return bytes;
}

struct Fingerprint {
    std::string digest;
    std::size_t bytes = 0;
};

Result<Fingerprint> fingerprint_of(std::filesystem::path const& file)
{
    Sha256 hash;
    std::size_t bytes = 0;
    TRY(read_in_pieces(file, [&](std::string_view piece) -> Result<void> {
        hash.add(piece);
        bytes += piece.size();
        return {};
    }));
    return Fingerprint{hash.digest(), bytes};
}

Result<FileDescriptor> open_to_read(std::filesystem::path const& file)
{
    FileDescriptor opened(open(file.c_str(), O_RDONLY | O_CLOEXEC));
    if (!opened)
        return system_error(fmt::format("cannot open {}", file.string()), errno);
    return opened;
}

// A file that was never on a disk, for a child to read.
Result<FileDescriptor> file_in_memory(std::string_view bytes)
{
    FileDescriptor file(memfd_create("upload", MFD_CLOEXEC));
    if (!file)
        return system_error("cannot hold the file in memory", errno);
    TRY(write_all(file.get(), bytes, "the file to memory"));
    return file;
}

Error more_than_is_stored()
{
    return invalid(
        "it holds more than what readers see of it (metadata, or something behind its end), which is "
        "never stored; put the original in its place and take that");
}

std::string variant_path(std::string_view path, int width)
{
    return fmt::format("{}-{}.webp", path.substr(0, path.rfind('.')), width);
}

} // namespace

MediaStore::MediaStore(std::filesystem::path folder, std::filesystem::path worker, PictureLimits limits)
    : folder_(std::move(folder))
    , worker_(std::move(worker))
    , limits_(limits)
{
}

// A PDF, sound or film without its metadata, not yet in its place.
struct MediaStore::Scrubbed {
    UnfinishedFile file;
    StoredMedia as;
};

Result<StoredMedia> MediaStore::take(std::string_view bytes) const
{
    auto const type = TRY(known_type_of(bytes));
    if (type.is_picture)
        return store_picture(TRY(process_picture(bytes, worker_, limits_)));
    auto const input = TRY(file_in_memory(bytes));
    return store(TRY(scrub(input.get())));
}

Result<StoredMedia> MediaStore::take_file(std::filesystem::path const& file) const
{
    auto const type = TRY(known_type_of(beginning_of(file)));
    if (type.is_picture)
        return take(TRY(read_file(file, limits_.input_bytes)));
    auto const input = TRY(open_to_read(file));
    return store(TRY(scrub(input.get())));
}

Result<StoredMedia> MediaStore::take_back(std::string_view path, std::filesystem::path const& file) const
{
    auto const type = TRY(known_type_of(beginning_of(file)));
    auto const found = TRY(fingerprint_of(file));
    if (path_for(found.digest, type.extension) != path)
        return invalid(fmt::format("its content is not the one that was stored as {}", path));
    if (!type.is_picture) {
        auto const input = TRY(open_to_read(file));
        auto const scrubbed = TRY(scrub(input.get()));
        return scrubbed.as.path == path ? store(scrubbed) : more_than_is_stored();
    }
    auto const bytes = TRY(read_file(file, limits_.input_bytes));
    if (!is_bare_picture(bytes))
        return more_than_is_stored();
    auto renditions = TRY(process_picture(bytes, worker_, limits_));
    auto& main = renditions.front();
    if (main.extension != type.extension)
        return invalid(fmt::format("it is {}, which is never stored as it is", type.type));
    main.bytes = bytes;
    return store_picture(renditions);
}

Result<MediaStore::Scrubbed> MediaStore::scrub(int input) const
{
    auto file = TRY(UnfinishedFile::beside(folder_ / "scrubbed"));
    TRY(scrub_file(input, file.descriptor(), worker_.parent_path() / file_worker_name));
    auto const type = TRY(known_type_of(beginning_of(file.path())));
    auto const found = TRY(fingerprint_of(file.path()));
    return Scrubbed{
        std::move(file), {path_for(found.digest, type.extension), std::string(type.type), 0, 0, found.bytes}};
}

Result<StoredMedia> MediaStore::store(Scrubbed const& scrubbed) const
{
    auto const place = folder_ / scrubbed.as.path.substr(prefix.size());
    std::error_code ignored; // put_in_place() says why it could not be made
    std::filesystem::create_directories(place.parent_path(), ignored);
    TRY(put_in_place(scrubbed.file.path(), place));
    return scrubbed.as;
}

Result<StoredMedia> MediaStore::store_picture(std::vector<Rendition> const& renditions) const
{
    auto const& main = renditions.front();
    StoredMedia stored{
        path_for(sha256(main.bytes), main.extension), main.type, main.width, main.height, main.bytes.size()};
    // The picture itself comes last: where it stands, its variants do too.
    for (std::size_t index = renditions.size(); index-- > 0;) {
        auto path = index == 0 ? stored.path : variant_path(stored.path, renditions[index].width);
        TRY(write_file_atomically(folder_ / path.substr(prefix.size()), renditions[index].bytes));
    }
    return stored;
}

std::optional<std::filesystem::path> MediaStore::file_of(std::string_view path) const
{
    if (!path.starts_with(prefix))
        return {};
    auto const name = path.substr(prefix.size());
    if (name.empty() || stored_name_length(name) != name.size())
        return {};
    return folder_ / name;
}

Result<void> MediaStore::remove(std::string_view path, int width) const
{
    auto const file = file_of(path);
    if (!file)
        return not_found(fmt::format("{} is no path of a stored file", path));
    std::error_code failure;
    // The file itself goes first: where it stands, its variants do too.
    std::filesystem::remove(*file, failure);
    for (auto const& variant : variants_of(path, width))
        if (auto const narrower = file_of(variant.path); narrower && !failure)
            std::filesystem::remove(*narrower, failure);
    if (failure)
        return io_error(fmt::format("{}: cannot be removed: {}", path, failure.message()));
    return {};
}

std::vector<Variant> variants_of(std::string_view path, int width)
{
    std::vector<Variant> variants;
    if (!path.starts_with(prefix) || (!path.ends_with(".jpg") && !path.ends_with(".png")))
        return variants;
    for (int variant_width : variant_widths) {
        if (variant_width < width)
            variants.push_back({variant_path(path, variant_width), variant_width});
    }
    return variants;
}

} // namespace broadsheet::media
