#pragma once

#include <string>

namespace broadsheet::text {

// How characters count in words.
enum class Letter {
    none, // separates words
    part, // belongs to a word
    mark, // belongs to a word and says nothing (accents, vowel points)
    whole, // is a word by itself
};

// Appends a character's folded form to a word: lower case, without diacritics. Thread-safe.
Letter append_folded(std::string& word, char32_t);

} // namespace broadsheet::text
