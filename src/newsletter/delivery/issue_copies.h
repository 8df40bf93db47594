#pragma once

#include "mail/body.h"
#include "newsletter/delivery/rendered_issue.h"

namespace broadsheet::newsletter {

// One reader's copy, in the parts it goes over the wire in.
struct IssueCopy {
    std::string head; // with signatures and the empty line behind it
    std::string body;
};

// Makes the copies of an issue: what is alike in all is put together once. Immutable, so thread-safe.
class IssueCopies {
public:
    // `invalid` for what would make no proper mail: a subject with a line end, no sender, a link that
    // check_mail_links() refuses or without its token. `date` is that of all copies, however often one is
    // tried.
    static Result<IssueCopies> make(RenderedIssue, std::vector<mail::DkimKey>, UtcMillis date);

    // Returns the copy for a subscription; made again, it is the same, signatures by RSA included. `now` is
    // when it is signed.
    Result<IssueCopy> make_for(mail::Address const& to, std::string_view subscription_id,
        std::string const& token, UtcMillis now) const;

    mail::Sender const& from() const { return issue_.from; }

private:
    IssueCopies(RenderedIssue, std::vector<mail::DkimKey>, UtcMillis date);

    RenderedIssue issue_;
    std::vector<mail::DkimKey> keys_;
    std::vector<mail::DkimKey const*> signing_; // of those
    UtcMillis date_;
    mail::BodyMould mould_;
};

} // namespace broadsheet::newsletter
