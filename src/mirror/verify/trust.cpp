#include "mirror/verify/trust.h"

#include "base/ascii.h"

#include <algorithm>
#include <fmt/format.h>

namespace broadsheet::mirror {

namespace {

bool has(std::span<std::string const> fingerprints, std::string const& one)
{
    return std::ranges::find(fingerprints, to_lower(one)) != fingerprints.end();
}

Result<void> check_pinned(
    std::string const& pin, std::span<VerifierKey const> signers, std::span<std::string const> fingerprints)
{
    if (pin.empty())
        return {};
    if (is_fingerprint(pin)) {
        if (!has(fingerprints, pin))
            return forbidden(
                fmt::format("its keys are not those with the fingerprint given, but with {}: it is "
                            "another newspaper's, or forged, or the fingerprint is mistyped",
                    fingerprints.front()));
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
    if (!options.root.empty() && !has(fingerprints, options.root))
        return forbidden(
            "its keys do not go on from those of the edition that was fetched before: it is another "
            "log, or leaves out the newest keys. If the newspaper has begun a new log, with another "
            "fingerprint, name a new folder");
    auto const witnesses = TRY(checkpoint.signers(options.witnesses)).size();
    if (witnesses < options.quorum)
        return forbidden(fmt::format(
            "{} of the witnesses given have cosigned the checkpoint, {} have to", witnesses, options.quorum));
    return signers;
}

} // namespace broadsheet::mirror
