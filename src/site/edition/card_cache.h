#pragma once

#include "newsroom/change.h"
#include "site/edition/card.h"

#include <list>
#include <unordered_map>

namespace broadsheet::site {

// The cards one thread used last, of one edition. Neighbouring pages show the same ones.
class CardCache {
public:
    static constexpr std::size_t capacity = 512;

    // Forgets the cards of any other edition.
    void enter(newsroom::Edition);
    CardPointer find(newsroom::Number);
    void keep(CardPointer);

private:
    newsroom::Edition edition_ = 0;
    std::list<CardPointer> by_use_; // the last used first
    std::unordered_map<newsroom::Number, std::list<CardPointer>::iterator> by_number_;
};

} // namespace broadsheet::site
