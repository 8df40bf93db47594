#include "mail/outbox.h"

namespace broadsheet::mail {

namespace {

std::size_t size_of(CapturedMail const& mail)
{
    return mail.text.size() + mail.html.size() + mail.message.size();
}

} // namespace

void Outbox::add(CapturedMail mail)
{
    std::lock_guard lock(mutex_);
    mail.number = ++last_;
    bytes_ += size_of(mail);
    mails_.push_back(std::make_shared<CapturedMail const>(std::move(mail)));
    while (mails_.size() > OutboxLimits::mails || (mails_.size() > 1 && bytes_ > OutboxLimits::bytes)) {
        bytes_ -= size_of(*mails_.front());
        mails_.pop_front();
    }
}

std::vector<std::shared_ptr<CapturedMail const>> Outbox::list() const
{
    std::lock_guard lock(mutex_);
    return {mails_.rbegin(), mails_.rend()};
}

std::shared_ptr<CapturedMail const> Outbox::find(std::int64_t number) const
{
    std::lock_guard lock(mutex_);
    for (auto const& mail : mails_) {
        if (mail->number == number)
            return mail;
    }
    return nullptr;
}

void Outbox::clear()
{
    std::lock_guard lock(mutex_);
    mails_.clear();
    bytes_ = 0;
}

} // namespace broadsheet::mail
