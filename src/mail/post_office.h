#pragma once

#include "db/database.h"
#include "mail/configuration.h"
#include "mail/outbox.h"
#include "mail/post.h"
#include "mail/relay_pool.h"

#include <atomic>
#include <memory>

namespace broadsheet::mail {

struct Message;

struct PostLimits {
    static constexpr std::size_t waiting = 10'000; // letters handed over
    static constexpr int attempts = 8; // for each, over about two hours
};

// The server's post: composes letters, signs them, and gives them to a relay; without any, to the outbox.
// Thread-safe.
class PostOffice final : public Post {
public:
    // `sender` is who letters come from while the newsroom has set nobody; one at a name below `.invalid` is
    // for the outbox alone, and with a relay letters wait for another. `relays`, if any, come before
    // those of the database.
    PostOffice(db::Database&, Clock const&, Random&, Outbox&, Sender sender, std::vector<Relay> relays = {});
    ~PostOffice() override;

    Result<void> send(Letter const&) override;
    Result<void> hand_over(Letter) override;

    RelayHealth& health() { return health_; }
    // Returns how mail leaves right now.
    Result<Configuration> configuration() const;

private:
    class Waiting;
    // As send(), but `limit` where the relays have sent all that they may for now.
    Result<void> try_to_send(Letter const&);
    Result<void> send_through_relays(Configuration const&, Message const&);
    Result<bool> has_permit(Relay const&);

    db::Database& database_;
    Clock const& clock_;
    Random& random_;
    Outbox& outbox_;
    Sender sender_;
    std::vector<Relay> relays_;
    std::atomic<bool> is_ending_ = false;
    RelayHealth health_;
    RelayPool pool_;
    std::unique_ptr<Waiting> waiting_; // last: its thread uses all the others
};

} // namespace broadsheet::mail
