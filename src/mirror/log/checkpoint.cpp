#include "mirror/log/checkpoint.h"

#include "mirror/log/numbers.h"

#include <fmt/format.h>

namespace broadsheet::mirror {

Result<Checkpoint> Checkpoint::parse(std::string_view text)
{
    Fields lines(text, '\n');
    Checkpoint checkpoint;
    checkpoint.origin = lines.take();
    auto const size = plain_number(lines.take());
    auto const root = hash_from_base64(lines.take());
    if (!is_key_name(checkpoint.origin) || !size || !root.ok() || !lines.take_rest().empty()
        || !text.ends_with('\n'))
        return invalid("that is no checkpoint: it has three lines, of origin, size and root hash");
    checkpoint.size = *size;
    checkpoint.root = *root;
    return checkpoint;
}

std::string Checkpoint::text() const
{
    return fmt::format("{}\n{}\n{}\n", origin, size, root.base64());
}

Result<PartlySignedCheckpoint> PartlySignedCheckpoint::parse(std::string_view bytes)
{
    if (auto bare = Checkpoint::parse(bytes); bare.ok())
        return PartlySignedCheckpoint{*std::move(bare), {}};
    auto note = TRY(Note::parse(bytes));
    return PartlySignedCheckpoint{TRY(Checkpoint::parse(note.text)), std::move(note.signatures)};
}

std::string PartlySignedCheckpoint::to_string() const
{
    return signatures.empty() ? checkpoint.text() : Note{checkpoint.text(), signatures}.to_string();
}

} // namespace broadsheet::mirror
