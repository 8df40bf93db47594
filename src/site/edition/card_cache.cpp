#include "site/edition/card_cache.h"

namespace broadsheet::site {

void CardCache::enter(newsroom::Edition edition)
{
    if (edition_ == edition)
        return;
    by_use_.clear();
    by_number_.clear();
    edition_ = edition;
}

CardPointer CardCache::find(newsroom::Number number)
{
    auto found = by_number_.find(number);
    if (found == by_number_.end())
        return nullptr;
    by_use_.splice(by_use_.begin(), by_use_, found->second);
    return *found->second;
}

void CardCache::keep(CardPointer card)
{
    if (by_use_.size() == capacity) {
        by_number_.erase(by_use_.back()->number);
        by_use_.pop_back();
    }
    auto const number = card->number;
    by_use_.push_front(std::move(card));
    by_number_[number] = by_use_.begin();
}

} // namespace broadsheet::site
