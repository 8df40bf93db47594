// The vault of readers' addresses: made, unlocked and locked in the browser.
#include "admin/pages/pages.h"
#include "admin/stores.h"
#include "base/ascii.h"
#include "newsletter/subscriptions.h"
#include "vault/ceremony.h"
#include "vault/recovery_code.h"

#include <mutex>

namespace broadsheet::admin {

namespace {

using staff::Act;
using templates::Map;
using vault::DoorKind;

constexpr std::string_view vault_path = "/admin/vault/";

Result<Map> status_fields(Visit const& visit)
{
    auto const status = TRY(vault::load_status(visit.connection));
    Map fields{{"is_unlocked", visit.services.custody.is_unlocked()}, {"exists", status.key.has_value()}};
    if (!status.key)
        return fields;
    bool has_key_file = false;
    for (auto door : status.doors)
        has_key_file = has_key_file || door == DoorKind::key_file;
    fields.set("fingerprint", vault::fingerprint(*status.key));
    fields.set("records", status.records);
    fields.set("waiting", status.waiting);
    fields.set("erased", status.erased);
    fields.set("is_rotating", status.is_rotating);
    fields.set("has_key_file", has_key_file);
    return fields;
}

Result<http::Response> show(Visit& visit)
{
    return visit.page("vault", TRY(status_fields(visit)));
}

Result<http::Response> show_again(Visit& visit, Error const& error)
{
    return visit.refused("vault", TRY(status_fields(visit)), error);
}

// A guess takes 256 MiB for a second: one at a time.
template <typename Body>
auto one_at_a_time(Body&& body) -> std::invoke_result_t<Body>
{
    static std::mutex mutex;
    std::unique_lock const lock(mutex, std::try_to_lock);
    if (!lock)
        return Error{ErrorCode::unavailable, "Somebody else is at the vault. Try again in a moment."};
    return body();
}

// Makes the keys and shows the recovery code, once.
Result<http::Response> make(Visit& visit)
{
    auto const typed = visit.field("passphrase");
    if (typed != visit.field("again"))
        return show_again(visit, invalid("The two passphrases are not the same."));
    auto const ceremony = one_at_a_time([&]() -> Result<vault::Ceremony> {
        auto const passphrase = TRY(vault::Secret::copy_of(typed));
        return vault::Ceremony::first(passphrase, visit.services.random);
    });
    if (!ceremony.ok())
        return show_again(visit, ceremony.error());
    auto const saved = act(visit, "vault.created", "", "",
        [&] { return ceremony->save(visit.connection, visit.services.clock); });
    if (!saved.ok())
        return show_again(visit, saved.error());
    visit.services.custody.unlock(ceremony->keys());
    return visit.page("vault-made",
        Map{{"code", std::string(ceremony->recovery_code().view())},
            {"fingerprint", vault::fingerprint(ceremony->keys().public_key())}});
}

Result<vault::Keys> open(Visit const& visit)
{
    auto const typed = TRY(vault::Secret::copy_of(trimmed(visit.field("secret"))));
    if (visit.field("kind") != "code")
        return vault::unlock(visit.connection, DoorKind::passphrase, typed);
    auto const code = TRY(vault::read_recovery_code(typed.view()));
    return vault::unlock(visit.connection, DoorKind::recovery_code, code);
}

Result<http::Response> unlock(Visit& visit)
{
    auto const keys = one_at_a_time([&] { return open(visit); });
    if (!keys.ok())
        return show_again(visit, keys.error());
    TRY(act(visit, "vault.unlocked", "", "", [] { return Result<void>(); }));
    visit.services.custody.unlock(*keys);
    TRY(newsletter::take_in_all(visit.connection, *keys, visit.services.clock, visit.services.random));
    return visit.redirect(vault_path, "unlocked");
}

Result<http::Response> lock(Visit& visit)
{
    visit.services.custody.lock();
    TRY(act(visit, "vault.locked", "", "", [] { return Result<void>(); }));
    return visit.redirect(vault_path, "locked");
}

constexpr Route routes[] = {
    {http::Method::get, vault_path, Act::manage_vault, show},
    {http::Method::post, "/admin/vault/make/", Act::manage_vault, make},
    {http::Method::post, "/admin/vault/unlock/", Act::manage_vault, unlock},
    {http::Method::post, "/admin/vault/lock/", Act::manage_vault, lock},
};

} // namespace

Routes vault_routes()
{
    return routes;
}

} // namespace broadsheet::admin
