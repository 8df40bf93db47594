#pragma once

#include "db/database.h"
#include "mail/configuration.h"
#include "mail/outbox.h"
#include "mail/relay_pool.h"
#include "newsletter/delivery/rendered_issue.h"
#include "vault/keys.h"

#include <functional>
#include <memory>
#include <optional>

namespace broadsheet::newsletter {

struct DeliverySettings {
    std::int64_t lease = 60'000; // milliseconds after which a process that gives no sign is taken for dead
    std::size_t in_flight = 8; // claimed for each connection; so many a reader may get twice after a crash
    // Milliseconds a send goes on while another one waits, and waits itself once its relays may send no more.
    std::int64_t turn = 10'000;
    int grace = 15'000; // milliseconds for what is being sent when the program ends
    mail::SmtpTimeouts timeouts;
};

// What delivery needs of the rooms beside and above it.
struct DeliveryServices {
    db::Database& database;
    Clock const& clock;
    Random& random;
    mail::RelayHealth& health;
    mail::Outbox& outbox; // takes small issues while no relay is set
    std::function<Result<mail::Configuration>()> configuration;
    std::function<std::optional<vault::Keys>()> keys; // nothing while the vault is locked
    std::function<Result<RenderedIssue>(db::Connection&, std::string const& issue)> render;
};

// Sends issues that have set out (newsletter/delivery/sends.h), in a thread of its own and one for each
// connection to a relay, until it is destroyed. Several processes share the work through the database.
// Thread-safe.
class Delivery {
public:
    explicit Delivery(DeliveryServices, DeliverySettings = {});
    ~Delivery();

    // Looks for work at once, rather than within a second.
    void wake();
    // Returns why nothing is sent although something should be; "" while all is well.
    std::string trouble() const;

private:
    class Implementation;
    std::unique_ptr<Implementation> implementation_;
};

} // namespace broadsheet::newsletter
