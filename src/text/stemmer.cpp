#include "text/words.h"

#include "base/ascii.h"

#include <libstemmer.h>

#include <algorithm>
#include <array>

namespace broadsheet::text {

namespace {

constexpr std::size_t cache_places = 4'096; // a power of two

template <std::size_t N>
bool contains(std::array<std::string_view, N> const& languages, std::string_view language)
{
    return std::find(languages.begin(), languages.end(), language) != languages.end();
}

// Languages that write Cyrillic and inflect otherwise than Russian.
constexpr std::array<std::string_view, 14> other_cyrillic{
    "uk", "be", "bg", "mk", "sr", "kk", "ky", "mn", "tg", "tt", "ba", "cv", "os", "sah"};
// Languages that libstemmer knows and that do not write Latin letters.
constexpr std::array<std::string_view, 8> other_scripts{"ar", "el", "hy", "hi", "ne", "ta", "yi", "ru"};

sb_stemmer* open_stemmer(std::string_view language)
{
    return sb_stemmer_new(std::string{language}.c_str(), nullptr);
}

} // namespace

void Stemmer::Close::operator()(sb_stemmer* stemmer) const
{
    sb_stemmer_delete(stemmer);
}

Stemmer::Stemmer(std::string_view tag)
{
    std::string language = to_lower(tag.substr(0, tag.find_first_of("-_")));
    if (!contains(other_scripts, language))
        latin_.reset(open_stemmer(language));
    else if (language != "ru")
        other_.reset(open_stemmer(language));
    if (!latin_)
        latin_.reset(open_stemmer("en"));
    if (!contains(other_cyrillic, language))
        cyrillic_.reset(open_stemmer("ru"));
}

Stemmer::~Stemmer() = default;
Stemmer::Stemmer(Stemmer&&) noexcept = default;
Stemmer& Stemmer::operator=(Stemmer&&) noexcept = default;

std::string_view Stemmer::stem(Word const& word)
{
    return stem(word.folded, word.script);
}

std::string_view Stemmer::stem(std::string_view folded, Script script)
{
    sb_stemmer* stemmer = script == Script::latin ? latin_.get()
        : script == Script::cyrillic              ? cyrillic_.get()
                                                  : other_.get();
    if (!stemmer)
        return folded;
    cache_.resize(cache_places);
    auto& known = cache_[std::hash<std::string_view>{}(folded) % cache_places];
    if (known.word == folded)
        return known.stem;
    auto const* bytes = reinterpret_cast<sb_symbol const*>(folded.data());
    auto const* stemmed = sb_stemmer_stem(stemmer, bytes, static_cast<int>(folded.size()));
    if (!stemmed) // out of memory
        return folded;
    known.stem.assign(
        reinterpret_cast<char const*>(stemmed), static_cast<std::size_t>(sb_stemmer_length(stemmer)));
    known.word = folded;
    return known.stem;
}

} // namespace broadsheet::text
