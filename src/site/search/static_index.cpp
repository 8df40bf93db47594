#include "site/search/static_index.h"

#include "base/encoding.h"
#include "base/fingerprint.h"
#include "newsroom/paths.h"
#include "site/contexts/post.h"
#include "text/dates.h"

#include <algorithm>
#include <boost/json.hpp>
#include <charconv>
#include <fmt/format.h>

namespace broadsheet::site {

namespace {

namespace json = boost::json;

constexpr std::size_t usual_words = 16; // of an article
constexpr std::size_t words_a_file = 1'024;
constexpr std::size_t articles_a_file = 64;
constexpr unsigned most_bits = 12;

struct Shape {
    unsigned word_bits = 0;
    unsigned block_bits = 0;
};

unsigned bits_for(std::size_t count, std::size_t a_file)
{
    unsigned bits = 0;
    while (bits < most_bits && count >> bits > a_file)
        ++bits;
    return bits;
}

// Depends on the number of articles alone, so that it changes seldom.
Shape shape_of(Catalogue const& catalogue, std::size_t language)
{
    auto const articles = catalogue.articles(language).size();
    return {bits_for(articles * usual_words, words_a_file), bits_for(articles, articles_a_file)};
}

std::uint32_t key_of(Entry const& entry)
{
    auto const hash = hash64(fmt::format("article {}", entry.number));
    return static_cast<std::uint32_t>(hash ^ hash >> 32);
}

std::uint32_t first_bits(std::uint32_t hash, unsigned bits)
{
    return bits == 0 ? 0 : hash >> (32 - bits);
}

void append32(std::string& out, std::uint32_t value)
{
    for (int shift = 24; shift >= 0; shift -= 8)
        out += static_cast<char>(value >> shift & 0xff);
}

std::string words_file(Catalogue const& catalogue, Signatures const& signatures, std::size_t language,
    unsigned bits, std::uint32_t number)
{
    std::vector<std::pair<std::uint32_t, std::uint32_t>> found; // a word's hash and an article's key
    for (auto ordinal : catalogue.articles(language))
        for (auto word : signatures.of(catalogue[ordinal]))
            if (first_bits(word, bits) == number)
                found.emplace_back(word, key_of(catalogue[ordinal]));
    std::ranges::sort(found);
    std::string out;
    for (auto from = found.begin(); from != found.end();) {
        auto const to
            = std::find_if(from, found.end(), [&](auto const& pair) { return pair.first != from->first; });
        append32(out, from->first);
        append32(out, static_cast<std::uint32_t>(to - from));
        for (; from != to; ++from)
            append32(out, from->second);
    }
    return out;
}

Buckets articles_by_file(Catalogue const& catalogue, std::size_t language, unsigned bits)
{
    return Buckets(std::size_t{1} << bits, [&](auto const& emit) {
        for (auto ordinal : catalogue.articles(language))
            emit(first_bits(key_of(catalogue[ordinal]), bits), ordinal);
    });
}

Result<std::string> articles_file(
    Snapshot const& snapshot, std::size_t language, unsigned bits, std::uint32_t number)
{
    auto const& catalogue = snapshot.catalogue();
    auto const ordinals = snapshot.edition().search_files(
        language, [&] { return articles_by_file(catalogue, language, bits); })[number];
    auto const cards = TRY(snapshot.cards(ordinals));
    json::array rows;
    for (std::size_t at = 0; at < ordinals.size(); ++at) {
        auto const& entry = catalogue[ordinals[at]];
        rows.push_back(json::array{key_of(entry), path_of(catalogue, *cards[at]), cards[at]->title,
            text::format_iso_date(entry.published_at, catalogue.zone())});
    }
    return json::serialize(rows);
}

// Reads "words/12", in the form we write it; nothing for another.
std::optional<std::uint32_t> number_in(std::string_view path, std::string_view folder, unsigned bits)
{
    if (!path.starts_with(folder))
        return {};
    path.remove_prefix(folder.size());
    std::uint32_t number = 0;
    auto const [end, error] = std::from_chars(path.data(), path.data() + path.size(), number);
    if (error != std::errc() || end != path.data() + path.size() || number >> bits != 0
        || path != fmt::format("{}", number))
        return {};
    return number;
}

} // namespace

std::vector<StaticIndexPath> static_index_paths(Catalogue const& catalogue, Signatures const& signatures,
    std::size_t language, std::function<std::uint64_t(Ordinal)> const& version)
{
    auto const shape = shape_of(catalogue, language);
    auto const articles = catalogue.articles(language);
    auto const folder
        = newsroom::home_path(catalogue.settings(), catalogue.language(language)) + "search-index/";
    auto const shape_print
        = Fingerprint().add(articles.size()).add(shape.word_bits).add(shape.block_bits).value();
    std::vector<StaticIndexPath> paths{{folder + "head.json", shape_print}};
    if (articles.empty())
        return paths;
    // Sums, because what a file holds is sorted, whatever the order in which it is found.
    std::vector<std::uint64_t> words(std::size_t{1} << shape.word_bits);
    std::vector<std::uint64_t> blocks(std::size_t{1} << shape.block_bits);
    for (auto ordinal : articles) {
        auto const key = key_of(catalogue[ordinal]);
        blocks[first_bits(key, shape.block_bits)] += Fingerprint().add(key).add(version(ordinal)).value();
        for (auto word : signatures.of(catalogue[ordinal]))
            words[first_bits(word, shape.word_bits)] += Fingerprint().add(word).add(key).value();
    }
    auto const add = [&](std::string_view name, std::vector<std::uint64_t> const& sums) {
        for (std::size_t number = 0; number < sums.size(); ++number)
            paths.push_back({fmt::format("{}{}/{}", folder, name, number),
                Fingerprint().add(sums.size()).add(sums[number]).value()});
    };
    add("words", words);
    add("articles", blocks);
    return paths;
}

Result<StaticIndexFile> static_index_file(
    Snapshot const& snapshot, std::size_t language, std::string_view path)
{
    constexpr auto json_type = "application/json; charset=utf-8";
    auto const& catalogue = snapshot.catalogue();
    auto const shape = shape_of(catalogue, language);
    if (path == "head.json")
        return StaticIndexFile{json_type,
            json::serialize(json::object{{"articles", catalogue.articles(language).size()},
                {"wordBits", shape.word_bits}, {"blockBits", shape.block_bits}})};
    if (auto const number = number_in(path, "words/", shape.word_bits)) {
        auto const signatures = TRY(snapshot.signatures());
        return StaticIndexFile{"application/octet-stream",
            words_file(catalogue, *signatures, language, shape.word_bits, *number)};
    }
    if (auto const number = number_in(path, "articles/", shape.block_bits)) {
        auto content = TRY(articles_file(snapshot, language, shape.block_bits, *number));
        return StaticIndexFile{json_type, std::move(content)};
    }
    return not_found("the search index has no such file");
}

} // namespace broadsheet::site
