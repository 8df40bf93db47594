#pragma once

#include <cstdint>
#include <string_view>

namespace broadsheet::html {

// What becomes of an element.
enum class Fate : std::uint8_t {
    keep,
    drop, // with its content
    drop_raw_text, // the same; its content is text to the parser, whatever it looks like
    drop_void, // it has no content
    link, // a frame, which becomes a link to what it shows
};

// How a browser's parser treats an element that we write.
enum class Model : std::uint8_t {
    inline_, // phrasing that is not opened again in the next block
    formatting, // b, i, a …: opened again when a block closes it
    block, // closes an open <p>
    heading,
    paragraph,
    list_item, // li
    description, // dt, dd
    table,
    caption,
    column_group,
    column,
    row_group,
    row,
    cell,
    void_, // img, br …
    void_block, // hr
    media_part, // source, track: only inside picture, video, audio
};

// One element of HTML and what it is written as. Elements are compared by address.
struct Element {
    std::string_view name;
    Fate fate = Fate::keep;
    Model model = Model::inline_;
    std::string_view written_as = {}; // "" is its own name

    bool is_void() const
    {
        return model == Model::void_ || model == Model::void_block || model == Model::media_part
            || model == Model::column;
    }
};

// Returns the element of a lower-case name, or nullptr for one that is left out and its content kept.
Element const* find_element(std::string_view name);

// Returns whether text on both sides of the element's tags belongs to different lines. Unknown names are
// inline.
bool is_block(std::string_view name);

} // namespace broadsheet::html
