#include "mail/smtp_reply.h"

#include "base/ascii.h"

namespace broadsheet::mail {

std::string_view enhanced_status(std::string_view text)
{
    if (text.size() < 5 || (text[0] != '2' && text[0] != '4' && text[0] != '5') || text[1] != '.')
        return "";
    std::size_t at = 2;
    for (int part = 0; part < 2; ++part) {
        auto const begin = at;
        while (at < text.size() && at < begin + 3 && is_digit(text[at]))
            ++at;
        if (at == begin || (part == 0 && (at >= text.size() || text[at++] != '.')))
            return "";
    }
    bool const is_over = at == text.size() || is_space(text[at]);
    return is_over ? text.substr(0, at) : "";
}

Result<std::optional<Reply>> ReplyReader::next()
{
    for (;;) {
        auto const end = bytes_.find('\n');
        if (end == bytes_.npos) {
            if (bytes_.size() > ReplyLimits::line)
                return invalid("the mail server's answer has no end");
            return std::optional<Reply>();
        }
        auto line = bytes_.substr(0, end);
        bytes_.erase(0, end + 1);
        if (line.ends_with('\r'))
            line.pop_back();
        bool const has_code
            = line.size() >= 3 && line[0] >= '2' && line[0] <= '5' && is_digit(line[1]) && is_digit(line[2]);
        if (!has_code || (line.size() > 3 && line[3] != ' ' && line[3] != '-')
            || ++lines_ > ReplyLimits::lines)
            return invalid("the mail server answers something that is not SMTP");
        int const code = (line[0] - '0') * 100 + (line[1] - '0') * 10 + (line[2] - '0');
        if (lines_ == 1)
            reply_ = {
                code, std::string(line.size() > 4 ? enhanced_status(std::string_view(line).substr(4)) : "")};
        if (line.size() > 3 && line[3] == '-')
            continue;
        lines_ = 0;
        reply_.code = code;
        return std::optional(std::move(reply_));
    }
}

} // namespace broadsheet::mail
