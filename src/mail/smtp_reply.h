#pragma once

#include "base/result.h"

#include <optional>
#include <string>
#include <string_view>

namespace broadsheet::mail {

struct ReplyLimits {
    static constexpr std::size_t line = 4'096; // bytes; RFC 5321 allows 512, servers write more
    static constexpr std::size_t lines = 100;
};

// What a server answers to a command. Its words are not kept: they commonly quote the reader's address.
struct Reply {
    int code = 0; // 250
    std::string status; // RFC 3463's "5.1.1"; "" where there is none

    bool is_positive() const { return code >= 200 && code < 400; }
    bool is_transient() const { return code >= 400 && code < 500; }
};

// Puts replies together from the bytes that arrive.
class ReplyReader {
public:
    void add(std::string_view bytes) { bytes_ += bytes; }
    // Returns the next whole reply; nothing while it is not all there. `invalid` for what is no SMTP.
    Result<std::optional<Reply>> next();

private:
    std::string bytes_;
    Reply reply_; // of the lines read so far
    std::size_t lines_ = 0;
};

// Returns the enhanced status code at the start of the text, or "" (RFC 3463, section 2).
std::string_view enhanced_status(std::string_view text);

} // namespace broadsheet::mail
