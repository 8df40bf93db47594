#pragma once

#include "mail/post.h"
#include "newsroom/settings.h"
#include "site/views/view_set.h"
#include "support/ledger.h"
#include "support/providers/bank/bank.h"

#include <memory>
#include <string>

namespace broadsheet::support {

// What supporters are written: a receipt for each payment, word that one failed, and that it has ended.
// Immutable, so thread-safe.
class Letters {
public:
    static Result<Letters> load();

    // What a letter is about, and the absolute addresses in it.
    struct Subject {
        newsroom::Settings const& settings;
        Pledge const& pledge;
        Entry const& entry;
        std::string code = {}; // of the receipt
        std::string receipt = {};
        std::string manage = {}; // "" where there is nothing to manage
        std::string again = {}; // to contribute (once more)
    };
    // Returns the letter in the pledge's language. The same entry is always the same message.
    Result<mail::Letter> write(Subject const&, std::string const& address) const;

    // Where to transfer the money to: for whom chose to, and has not sent it yet.
    struct Transfer {
        newsroom::Settings const& settings;
        Pledge const& pledge;
        BankAccount const& account;
        std::string page; // that says the same, an absolute address
    };
    Result<mail::Letter> write_transfer(Transfer const&, std::string const& address) const;

private:
    explicit Letters(site::ViewSet views)
        : views_(std::move(views))
    {
    }

    site::ViewSet views_;
};

// Returns a letter's addresses: those of the desk's pages, signed with the newspaper's secret.
Result<Letters::Subject> letter_subject(
    db::Connection&, newsroom::Settings const&, Pledge const&, Entry const&);

} // namespace broadsheet::support
