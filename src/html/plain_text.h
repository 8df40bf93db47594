#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace broadsheet::html {

enum class Figures { include, leave_out };

// Returns the text of clean HTML (sanitise.h): white space collapsed, blocks and <br> on lines of their own,
// character references decoded, no line empty. With leave_out, captions and other content of <figure> are
// left out.
std::string plain_text(std::string_view clean_html, Figures = Figures::include);

// Returns the same with what links lead to, and what pictures and films are and show, written out in
// brackets: for comparing what an article says.
std::string text_for_comparing(std::string_view clean_html);

// Returns the number of words of plain text; each Chinese or Japanese character counts as one.
std::size_t count_words(std::string_view text);

// Return the beginning of plain text on one line: at most `words` words, or at most `characters` code points
// cut at the end of a word (inside it only if the first word is longer). No ellipsis is added.
std::string excerpt_of_words(std::string_view text, std::size_t words);
std::string excerpt_of_characters(std::string_view text, std::size_t characters);

} // namespace broadsheet::html
