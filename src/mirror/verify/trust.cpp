#include "mirror/verify/trust.h"

#include "base/ascii.h"

#include <algorithm>
#include <fmt/format.h>

namespace broadsheet::mirror {

namespace {

Result<void> check_pinned(
    std::string const& pin, std::span<VerifierKey const> signers, std::span<std::string const> fingerprints)
{
    if (pin.empty())
        return {};
    if (is_fingerprint(pin)) {
        if (std::ranges::find(fingerprints, to_lower(pin)) == fingerprints.end())
            return forbidden("the keys do not follow from the root document with this fingerprint");
        return {};
    }
    auto const key = TRY(VerifierKey::parse(pin));
    if (std::ranges::find(signers, key) == signers.end())
        return forbidden("the key given has not signed it");
    return {};
}

} // namespace

Result<std::vector<VerifierKey>> check_trust(Note const& checkpoint, RootDocument const& root,
    std::span<std::string const> fingerprints, VerifyOptions const& options)
{
    TRY(root.check_checkpoint(checkpoint));
    auto signers = TRY(checkpoint.signers(root.log_keys));
    TRY(check_pinned(options.key, signers, fingerprints));
    TRY(check_pinned(options.root, signers, fingerprints));
    auto const witnesses = TRY(checkpoint.signers(options.witnesses)).size();
    if (witnesses < options.quorum)
        return forbidden(fmt::format(
            "{} of the witnesses given have cosigned the checkpoint, {} have to", witnesses, options.quorum));
    return signers;
}

} // namespace broadsheet::mirror
