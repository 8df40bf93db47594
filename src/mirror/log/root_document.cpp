#include "mirror/log/root_document.h"

#include "base/ascii.h"
#include "base/encoding.h"
#include "mirror/log/numbers.h"

#include <algorithm>
#include <fmt/format.h>

namespace broadsheet::mirror {

namespace {

constexpr std::string_view header = "broadsheet-root@v1";
constexpr std::size_t most_keys = 64;

// Returns what follows "name " on a line; empty where the line is another.
std::string_view value_of(std::string_view line, std::string_view name)
{
    if (!line.starts_with(name) || line.size() <= name.size() || line[name.size()] != ' ')
        return {};
    return line.substr(name.size() + 1);
}

Result<std::uint64_t> number_of(std::string_view line, std::string_view name)
{
    auto const number = plain_number(value_of(line, name));
    if (!number)
        return invalid(fmt::format("the root document has no \"{}\" where it should stand", name));
    return *number;
}

// Takes the lines that begin with the name, and the one after them.
Result<std::vector<VerifierKey>> take_keys(
    Fields& lines, std::string_view& line, std::string_view name, KeyKind kind)
{
    std::vector<VerifierKey> keys;
    for (; line.starts_with(name); line = lines.take()) {
        auto key = TRY(VerifierKey::parse(value_of(line, name)));
        if (key.kind != kind || keys.size() == most_keys || std::ranges::find(keys, key) != keys.end())
            return invalid(fmt::format("the root document has a {} that it may not have", name));
        keys.push_back(std::move(key));
    }
    return keys;
}

} // namespace

Result<RootDocument> RootDocument::parse(std::string_view text)
{
    Fields lines(text, '\n');
    if (lines.take() != header)
        return invalid("that is no root document");
    RootDocument root;
    root.origin = value_of(lines.take(), "origin");
    root.version = TRY(number_of(lines.take(), "version"));
    root.threshold = TRY(number_of(lines.take(), "threshold"));
    auto line = lines.take();
    root.root_keys = TRY(take_keys(lines, line, "root-key", KeyKind::note));
    root.log_keys = TRY(take_keys(lines, line, "log-key", KeyKind::note));
    root.witness_keys = TRY(take_keys(lines, line, "witness-key", KeyKind::cosignature));
    root.witnesses = TRY(number_of(line, "witnesses"));
    if (!is_key_name(root.origin) || root.version == 0 || root.threshold == 0
        || root.threshold > root.root_keys.size() || root.log_keys.empty()
        || root.witnesses > root.witness_keys.size() || root.text() != text)
        return invalid("the root document does not say what one has to");
    return root;
}

std::string RootDocument::text() const
{
    auto out = fmt::format("{}\norigin {}\nversion {}\nthreshold {}\n", header, origin, version, threshold);
    auto const add = [&](std::string_view name, std::vector<VerifierKey> const& keys) {
        for (auto const& key : keys)
            out += fmt::format("{} {}\n", name, key.text());
    };
    add("root-key", root_keys);
    add("log-key", log_keys);
    add("witness-key", witness_keys);
    return out + fmt::format("witnesses {}\n", witnesses);
}

Result<void> RootDocument::check_signed(Note const& note) const
{
    auto const missing = TRY(missing_signers(note));
    auto const count = root_keys.size() - missing.size();
    if (count >= threshold)
        return {};
    std::vector<std::string> names;
    for (auto const& key : missing)
        names.push_back(key.text());
    return forbidden(fmt::format("{} of the root keys of version {} have signed, {} have to; not yet: {}",
        count, version, threshold, fmt::join(names, ", ")));
}

Result<std::vector<VerifierKey>> RootDocument::missing_signers(Note const& note) const
{
    auto const signers = TRY(note.signers(root_keys));
    auto missing = root_keys;
    std::erase_if(missing, [&](auto const& key) { return std::ranges::find(signers, key) != signers.end(); });
    return missing;
}

Result<void> RootDocument::check_checkpoint(Note const& note) const
{
    if (TRY(note.signers(log_keys)).empty())
        return forbidden("no log key has signed the checkpoint");
    auto const count = TRY(note.signers(witness_keys)).size();
    if (count < witnesses)
        return forbidden(
            fmt::format("{} witnesses have cosigned the checkpoint, {} have to", count, witnesses));
    return {};
}

std::string fingerprint_of(std::string_view root_text)
{
    return to_hex(hash_of(root_text).view());
}

bool is_fingerprint(std::string_view text)
{
    constexpr std::size_t digits = 64;
    return text.size() == digits && std::ranges::all_of(text, [](char c) { return hex_value(c) >= 0; });
}

Result<RootDocument> check_chain(std::span<Note const> documents)
{
    VERIFY(!documents.empty());
    RootDocument newest;
    for (std::size_t at = 0; at < documents.size(); ++at) {
        auto next = TRY(RootDocument::parse(documents[at].text));
        if (next.version != at + 1 || (at > 0 && next.origin != newest.origin))
            return invalid(fmt::format("root document {} does not follow from the one before it", at + 1));
        if (at > 0)
            TRY(newest.check_signed(documents[at]));
        TRY(next.check_signed(documents[at]));
        newest = std::move(next);
    }
    return newest;
}

} // namespace broadsheet::mirror
