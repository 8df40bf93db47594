#include "mirror/log/leaf.h"

#include "base/ascii.h"
#include "mirror/log/manifest.h"
#include "mirror/log/numbers.h"

#include <algorithm>
#include <fmt/format.h>

namespace broadsheet::mirror {

std::string PutLeaf::text() const
{
    return fmt::format("put {} {} {} {} {}", path.base64(), content.base64(), length, type, slot);
}

std::string SnapshotLeaf::text() const
{
    return fmt::format("snapshot {} {} {} {} {}", manifest.base64(), bits, files, edition, slot);
}

Result<SnapshotLeaf> SnapshotLeaf::parse(std::string_view text)
{
    Fields fields(text, ' ');
    auto const kind = fields.take();
    auto const manifest = hash_from_base64(fields.take());
    auto const bits = plain_number(fields.take());
    auto const files = plain_number(fields.take());
    auto const edition = plain_number(fields.take());
    auto const slot = fields.take_rest();
    if (kind != "snapshot" || !manifest.ok() || !bits || *bits > most_bits || !files || !edition
        || !is_slot(slot))
        return invalid("the last leaf is no snapshot");
    return SnapshotLeaf{*manifest, static_cast<unsigned>(*bits), *files, *edition, std::string(slot)};
}

std::string delete_leaf(Hash const& path, std::string_view slot)
{
    return fmt::format("delete {} {}", path.base64(), slot);
}

std::string keys_leaf(Hash const& root_document, std::uint64_t version, std::string_view slot)
{
    return fmt::format("keys {} {} {}", root_document.base64(), version, slot);
}

bool is_slot(std::string_view text)
{
    constexpr std::string_view form = "0000-00-00T00:00Z";
    return text.size() == form.size() && std::ranges::equal(text, form, [](char c, char wanted) {
        return wanted == '0' ? is_digit(c) : c == wanted;
    });
}

bool is_media_type(std::string_view text)
{
    return std::ranges::count(text, '/') == 1 && text.size() < 128
        && std::ranges::all_of(text, [](char c) { return c > ' ' && c < 0x7f && c != ';'; });
}

} // namespace broadsheet::mirror
