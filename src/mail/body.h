#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace broadsheet::mail {

// A message's body as it goes over the wire, and what DKIM signs of it.
struct Body {
    std::string bytes; // lines end with CR LF, none begins with a dot
    std::string hash; // SHA-256 of the form "relaxed" (https://www.rfc-editor.org/rfc/rfc6376#section-3.4.4)
};

struct BodyText {
    std::string_view text; // UTF-8
    std::string_view html; // "": there is only text
    std::string_view boundary; // 1 to 60 letters and digits
};

// Makes the bodies of many messages that differ in few places: all that is alike is encoded and made
// canonical once, and the hash begins behind what comes before the first place. Immutable, so thread-safe.
class BodyMould {
public:
    // A place is wherever one of `names` stands in text or HTML.
    BodyMould(BodyText const&, std::span<std::string_view const> names);
    BodyMould(BodyMould&&) noexcept;
    ~BodyMould();

    // The body's fields of the head: MIME-Version, Content-Type and what goes with it.
    std::string const& fields() const { return fields_; }

    // Returns the body with one value a name; in HTML, they are escaped.
    Body pour(std::span<std::string const> values) const;

private:
    struct Piece {
        std::string wire; // ends a line, or is the last
        std::string canonical; // the same as DKIM signs it
        std::size_t name = 0; // of the place behind it
        bool is_html = false;
    };
    struct Digest;

    void add_part(std::string_view content, bool is_html, std::span<std::string_view const> names);
    void end_line();
    void finish();

    std::string fields_;
    std::vector<Piece> pieces_;
    std::string rest_; // being put together
    std::size_t size_ = 0;
    std::unique_ptr<Digest> start_; // has read the first piece
};

// Returns the form "relaxed" of lines, except that empty ones at the end stay.
std::string relaxed_lines(std::string_view lines);

} // namespace broadsheet::mail
