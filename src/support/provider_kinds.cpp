#include "support/provider_kind.h"

namespace broadsheet::support {

// A provider is a folder of providers/, and a line here and there.
extern ProviderKind const stripe_kind;
extern ProviderKind const bank_kind;
extern ProviderKind const btcpay_kind;
extern ProviderKind const demonstration_kind;

std::span<ProviderKind const* const> provider_kinds()
{
    static constexpr ProviderKind const* kinds[]
        = {&stripe_kind, &bank_kind, &btcpay_kind, &demonstration_kind};
    return kinds;
}

ProviderKind const* find_provider_kind(std::string_view name)
{
    for (auto const* kind : provider_kinds())
        if (kind->name == name)
            return kind;
    return nullptr;
}

} // namespace broadsheet::support
