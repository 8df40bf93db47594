#pragma once

#include "html/elements.h"
#include "html/sanitise.h"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace broadsheet::html {

// Writes elements and text as HTML that a browser's parser reads back as exactly the tree that was written.
// It closes, implies and reopens elements where the parser would
// (https://html.spec.whatwg.org/multipage/parsing.html#parsing-main-inbody), and takes back elements that
// turn out to hold nothing. Not thread-safe.
class TreeWriter {
public:
    explicit TreeWriter(SanitiseLimits const& limits)
        : limits_(limits)
    {
    }

    // Opens `written` for an element of the input; close() finds it again by `source`. attributes: clean,
    // each as ` name="value"`. Void elements are written whole.
    void open(Element const& source, Element const& written, std::string_view attributes);
    // Remembers an element that is not written itself, so that its end tag closes nothing else.
    void open_unwritten(Element const& source);
    void close(Element const& source);
    // text: decoded.
    void text(std::string_view text);
    bool is_open(Element const& written) const;

    // Closes what is open; errors when a limit was exceeded on the way.
    Result<std::string> finish() &&;
    Result<void> check() const;

private:
    struct Open {
        Element const* source;
        Element const* written; // nullptr when it is not written
        std::size_t start; // offsets in out_: of its start tag,
        std::size_t content; // and of what follows it
        bool implied = false;
    };
    struct Pending {
        Element const* source;
        Element const* written;
        std::string start_tag;
    };

    Element const* innermost() const;
    bool make_room(Element const&);
    bool make_room_in_table(Element const&);
    void imply_cell();
    void close_paragraph();
    void close_item(Model);
    void close_heading();
    bool close_link();
    void reopen_formatting();
    void write_start(Element const& source, Element const& written, std::string_view attributes);
    void pop_through(std::size_t index);
    void pop();
    bool says_nothing(Open const&) const;

    SanitiseLimits limits_;
    std::string out_;
    std::vector<Open> open_;
    std::vector<Pending>
        pending_; // formatting that was closed by a block's end, to be opened again; outermost first
    std::size_t elements_ = 0;
    bool too_deep_ = false;
};

} // namespace broadsheet::html
