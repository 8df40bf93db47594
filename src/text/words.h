#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

struct sb_stemmer;

namespace broadsheet::text {

enum class Script { latin, cyrillic, other };

// One word of a text. The view lives until the next call of WordReader::next.
struct Word {
    std::string_view folded; // lower case, diacritics removed: "sturovo" for "Štúrovo"
    std::size_t begin = 0; // bytes in the text
    std::size_t end = 0;
    Script script = Script::other;
};

// Reads the words of UTF-8 text: runs of letters, marks and digits, folded so that what a reader types
// without accents finds what an editor wrote with them (ё is е, but й stays й). Each Chinese or Japanese
// character is a word; scripts that write no spaces otherwise (Thai, Khmer) are not divided. Bytes that are
// not UTF-8 separate words. Not thread-safe.
class WordReader {
public:
    explicit WordReader(std::string_view text)
        : text_(text)
    {
    }

    // Moves to the next word; false at the end.
    bool next(Word&);

private:
    std::string_view text_;
    std::size_t at_ = 0;
    std::string folded_;
};

// Returns text folded as words are, for comparing names: words joined by single spaces.
std::string fold(std::string_view text);

// Finds the stems of folded words (https://snowballstem.org), choosing the algorithm by script, because texts
// mix languages: Latin words have that of the text's language, or English; Cyrillic ones Russian, unless the
// language writes Cyrillic itself and is not Russian; others that of the language, if there is one. Words
// without an algorithm are their own stem. Keeps a bounded cache. Cheap to create; not thread-safe.
class Stemmer {
public:
    // language: a tag such as "en", "ru" or "pt-BR".
    explicit Stemmer(std::string_view language);
    ~Stemmer();
    Stemmer(Stemmer&&) noexcept;
    Stemmer& operator=(Stemmer&&) noexcept;

    // Returns the stem, valid until the next call.
    std::string_view stem(Word const&);
    std::string_view stem(std::string_view folded, Script);

private:
    // The word whose stem was found last, of all those that share its place: the words of a language are so
    // unevenly frequent that few places serve nearly all of a text, and they stay in the processor's cache.
    struct Known {
        std::string word;
        std::string stem;
    };
    struct Close {
        void operator()(sb_stemmer*) const;
    };

    std::unique_ptr<sb_stemmer, Close> latin_;
    std::unique_ptr<sb_stemmer, Close> cyrillic_;
    std::unique_ptr<sb_stemmer, Close> other_;
    std::vector<Known> cache_; // made with the first word
};

// Returns whether a folded word is so common in English or Russian that it says nothing about a text.
bool is_stop_word(std::string_view folded);

} // namespace broadsheet::text
