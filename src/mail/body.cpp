#include "mail/body.h"

#include "base/encoding.h"
#include "base/result.h"
#include "mail/quoted_printable.h"

#include <fmt/format.h>
#include <openssl/evp.h>

namespace broadsheet::mail {

namespace {

constexpr std::string_view quoted_printable_field = "Content-Transfer-Encoding: quoted-printable\r\n";

// A message's last lines, if they are empty, are not signed.
void drop_empty_lines_at_end(std::string& lines)
{
    while (lines.ends_with("\r\n\r\n"))
        lines.resize(lines.size() - 2);
    if (lines == "\r\n")
        lines.clear();
}

struct Place {
    std::size_t at = std::string_view::npos;
    std::size_t name = 0;
};

Place first_place(std::string_view content, std::span<std::string_view const> names)
{
    Place first;
    for (std::size_t name = 0; name < names.size(); ++name) {
        auto const at = content.find(names[name]);
        if (at < first.at)
            first = {at, name};
    }
    return first;
}

} // namespace

std::string relaxed_lines(std::string_view lines)
{
    std::string relaxed;
    relaxed.reserve(lines.size());
    bool has_space = false;
    for (char c : lines) {
        if (c == ' ' || c == '\t') {
            has_space = true;
            continue;
        }
        if (has_space && c != '\r')
            relaxed += ' ';
        has_space = false;
        relaxed += c;
    }
    return relaxed;
}

struct BodyMould::Digest {
    Digest()
        : context(EVP_MD_CTX_new())
    {
        VERIFY(context && EVP_DigestInit_ex(context, EVP_sha256(), nullptr) == 1);
    }
    explicit Digest(Digest const& other)
        : context(EVP_MD_CTX_new())
    {
        VERIFY(context && EVP_MD_CTX_copy_ex(context, other.context) == 1);
    }
    Digest& operator=(Digest const&) = delete;
    ~Digest() { EVP_MD_CTX_free(context); }

    void add(std::string_view bytes) { VERIFY(EVP_DigestUpdate(context, bytes.data(), bytes.size()) == 1); }
    std::string finish()
    {
        std::string digest(32, '\0');
        VERIFY(EVP_DigestFinal_ex(context, reinterpret_cast<unsigned char*>(digest.data()), nullptr) == 1);
        return digest;
    }

    EVP_MD_CTX* context;
};

BodyMould::BodyMould(BodyText const& body, std::span<std::string_view const> names)
{
    fields_ = "MIME-Version: 1.0\r\n";
    constexpr std::string_view plain = "Content-Type: text/plain; charset=utf-8\r\n";
    if (body.html.empty()) {
        fields_ += plain;
        fields_ += quoted_printable_field;
        add_part(body.text, false, names);
        end_line();
    } else {
        fields_ += fmt::format("Content-Type: multipart/alternative; boundary=\"{}\"\r\n", body.boundary);
        rest_ = fmt::format("--{}\r\n{}{}\r\n", body.boundary, plain, quoted_printable_field);
        add_part(body.text, false, names);
        rest_ += fmt::format("\r\n--{}\r\nContent-Type: text/html; charset=utf-8\r\n{}\r\n", body.boundary,
            quoted_printable_field);
        add_part(body.html, true, names);
        rest_ += fmt::format("\r\n--{}--\r\n", body.boundary);
    }
    finish();
}

BodyMould::BodyMould(BodyMould&&) noexcept = default;
BodyMould::~BodyMould() = default;

void BodyMould::add_part(std::string_view content, bool is_html, std::span<std::string_view const> names)
{
    for (;;) {
        auto const place = first_place(content, names);
        append_quoted_printable(rest_, content.substr(0, place.at));
        if (place.at == content.npos)
            return;
        // Quoted-printable has ended the line, so that what is put there starts one.
        pieces_.push_back({std::move(rest_), "", place.name, is_html});
        rest_.clear();
        content.remove_prefix(place.at + names[place.name].size());
    }
}

// A message ends with a line end, not a soft one.
void BodyMould::end_line()
{
    if (rest_.ends_with("=\r\n"))
        rest_.erase(rest_.size() - 3, 1);
    if (rest_.empty())
        rest_ = "\r\n";
}

void BodyMould::finish()
{
    pieces_.push_back({std::move(rest_), "", 0, false});
    for (auto& piece : pieces_) {
        size_ += piece.wire.size();
        auto canonical = relaxed_lines(piece.wire);
        if (&piece == &pieces_.back())
            drop_empty_lines_at_end(canonical);
        piece.canonical = std::move(canonical);
    }
    start_ = std::make_unique<Digest>();
    start_->add(pieces_.front().canonical);
}

Body BodyMould::pour(std::span<std::string const> values) const
{
    Body body;
    body.bytes.reserve(size_ + pieces_.size() * 512);
    Digest digest(*start_);
    for (std::size_t at = 0; at < pieces_.size(); ++at) {
        auto const& piece = pieces_[at];
        body.bytes += piece.wire;
        if (at > 0)
            digest.add(piece.canonical);
        if (at + 1 == pieces_.size())
            break;
        auto const& value = values[piece.name];
        auto const begin = body.bytes.size();
        append_quoted_printable(body.bytes, piece.is_html ? escape_html(value) : value);
        digest.add(relaxed_lines(std::string_view(body.bytes).substr(begin)));
    }
    body.hash = digest.finish();
    return body;
}

} // namespace broadsheet::mail
