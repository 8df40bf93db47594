#include "site/search/query.h"

#include "text/endings.h"
#include "text/words.h"

#include <algorithm>
#include <utility>

namespace broadsheet::site {

namespace {

// Returns the folded words of a piece of text.
std::vector<std::string> words_of(std::string_view text)
{
    std::vector<std::string> words;
    text::WordReader reader(text);
    for (text::Word word; reader.next(word);)
        words.emplace_back(word.folded);
    return words;
}

// Takes the next piece: what stands in quotation marks, or up to the next space or mark.
struct Piece {
    std::string_view text;
    bool is_unwanted = false;
    bool is_phrase = false;
};

Piece take_piece(std::string_view& text)
{
    Piece piece;
    if (text.starts_with('-')) {
        piece.is_unwanted = true;
        text.remove_prefix(1);
    }
    piece.is_phrase = text.starts_with('"');
    if (piece.is_phrase)
        text.remove_prefix(1);
    auto const end = std::min(text.find_first_of(piece.is_phrase ? "\"" : " \t\r\n\""), text.size());
    piece.text = text.substr(0, end);
    auto const has_mark = end < text.size() && (piece.is_phrase || text[end] != '"');
    text.remove_prefix(end + (has_mark ? 1 : 0));
    return piece;
}

void add_terms(SearchQuery& query, Piece const& piece)
{
    auto words = words_of(piece.text);
    if (words.empty())
        return;
    auto const is_prefix = piece.text.ends_with('*');
    // "tram-strike" without spaces is meant as one thing, so its words stay together.
    SearchQuery::Term term;
    term.words = std::move(words);
    term.is_prefix = is_prefix;
    term.is_unwanted = piece.is_unwanted;
    query.terms.push_back(std::move(term));
}

// The words are letters, marks and digits: nothing that ends the quotation.
void append_phrase(std::string& out, std::vector<std::string> const& words)
{
    std::string_view separator = "\"";
    for (auto const& word : words)
        out.append(std::exchange(separator, " ")).append(word);
    out += '"';
}

// The index holds stems. A beginning that reaches into a word's ending is in none of them, and found by the
// stem of a word instead.
void append_term(std::string& out, SearchQuery::Term const& term)
{
    if (!term.is_prefix)
        return append_phrase(out, term.words);
    out += '(';
    append_phrase(out, term.words);
    out += " *";
    auto words = term.words;
    for (auto& word : text::words_with_shorter_stems(term.words.back())) {
        out += " OR ";
        words.back() = std::move(word);
        append_phrase(out, words);
    }
    out += ')';
}

} // namespace

bool SearchQuery::wants_something() const
{
    return std::any_of(terms.begin(), terms.end(), [](Term const& term) { return !term.is_unwanted; });
}

SearchQuery parse_search_query(std::string_view text, SearchQueryLimits const& limits)
{
    SearchQuery query;
    text = text.substr(0, limits.size);
    while (!text.empty() && query.terms.size() < limits.terms)
        add_terms(query, take_piece(text));
    return query;
}

std::string fts_expression(SearchQuery const& query)
{
    std::string wanted;
    std::string unwanted;
    for (auto const& term : query.terms) {
        auto& out = term.is_unwanted ? unwanted : wanted;
        if (!out.empty())
            out += term.is_unwanted ? " OR " : " AND ";
        append_term(out, term);
    }
    VERIFY(!wanted.empty());
    return unwanted.empty() ? wanted : "(" + wanted + ") NOT (" + unwanted + ")";
}

} // namespace broadsheet::site
