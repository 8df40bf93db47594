#include "mail/report.h"

#include "base/ascii.h"
#include "mail/smtp_reply.h"

#include <algorithm>
#include <utility>
#include <vector>

namespace broadsheet::mail {

namespace {

// Takes the first line off, without its end.
std::string_view take_line(std::string_view& text)
{
    auto const end = text.find('\n');
    auto line = text.substr(0, end);
    text.remove_prefix(end == text.npos ? text.size() : end + 1);
    if (line.ends_with('\r'))
        line.remove_suffix(1);
    return line;
}

// A block of fields, as at the head of a message or in a report. Names are in lower case.
class Fields {
public:
    // Reads up to the empty line, and takes all of that off.
    explicit Fields(std::string_view& text)
    {
        while (!text.empty()) {
            auto const line = take_line(text);
            if (line.empty())
                return;
            bool const goes_on = line.front() == ' ' || line.front() == '\t';
            auto const colon = line.find(':');
            if (goes_on && !fields_.empty())
                fields_.back().second += std::string(" ") += trimmed(line);
            else if (!goes_on && colon != line.npos)
                fields_.emplace_back(
                    to_lower(trimmed(line.substr(0, colon))), trimmed(line.substr(colon + 1)));
        }
    }

    bool empty() const { return fields_.empty(); }
    std::string_view get(std::string_view name) const
    {
        auto const found = std::ranges::find(fields_, name, &std::pair<std::string, std::string>::first);
        return found == fields_.end() ? std::string_view() : std::string_view(found->second);
    }

private:
    std::vector<std::pair<std::string, std::string>> fields_;
};

// "multipart/report; boundary=x" → "multipart/report"
std::string media_type(std::string_view content_type)
{
    return to_lower(trimmed(content_type.substr(0, content_type.find(';'))));
}

std::string_view boundary_of(std::string_view content_type)
{
    auto const at = to_lower(content_type).find("boundary=");
    if (at == std::string::npos)
        return "";
    auto value = content_type.substr(at + 9);
    if (value.starts_with('"'))
        return value.substr(1, std::min(value.find('"', 1), value.size()) - 1);
    return trimmed(value.substr(0, value.find(';')));
}

std::string address_in(std::string_view value)
{
    auto const open = value.rfind('<');
    if (open == value.npos)
        return std::string(trimmed(value));
    auto const inside = value.substr(open + 1);
    return std::string(inside.substr(0, inside.find('>')));
}

// Returns the parts of a multipart body, heads included.
std::vector<std::string_view> parts_of(std::string_view body, std::string_view boundary)
{
    std::vector<std::string_view> parts;
    auto const whole = body;
    std::size_t begin = std::string_view::npos;
    while (!body.empty() && parts.size() < ReportLimits::parts) {
        auto const line_at = whole.size() - body.size();
        auto const line = take_line(body);
        if (!line.starts_with("--") || !line.substr(2).starts_with(boundary))
            continue;
        if (begin != whole.npos)
            parts.push_back(whole.substr(begin, line_at - begin));
        begin = whole.size() - body.size();
        if (line.substr(2 + boundary.size()).starts_with("--"))
            return parts;
    }
    if (begin != whole.npos && parts.size() < ReportLimits::parts)
        parts.push_back(whole.substr(begin)); // cut off, or malformed: what there is counts
    return parts;
}

// RFC 3464, section 2.3: a block for the message, then one for each recipient. A copy has one recipient, so
// the worst is its own.
void read_delivery_status(std::string_view body, Report& report)
{
    while (!body.empty()) {
        Fields const fields(body);
        if (to_lower(fields.get("action")) != "failed")
            continue;
        auto const status = enhanced_status(fields.get("status"));
        auto const kind = is_dead_status(status) ? Report::Kind::hard : Report::Kind::soft;
        if (kind > report.kind) {
            report.kind = kind;
            report.status = status;
        }
    }
}

// RFC 5965, section 3. "not-spam" takes a complaint back; other types are about authentication.
void read_feedback(std::string_view body, Report& report)
{
    Fields const fields(body);
    auto const type = to_lower(fields.get("feedback-type"));
    if (type == "abuse" || type == "fraud" || type == "virus" || type == "other" || type == "opt-out"
        || type == "opt-out-list")
        report.kind = Report::Kind::complaint;
    report.original_from = address_in(fields.get("original-mail-from"));
}

void read_part(std::string_view part, Report& report)
{
    Fields const head(part);
    auto const type = media_type(head.get("content-type"));
    if (type == "message/delivery-status" || type == "message/global-delivery-status") {
        read_delivery_status(part, report);
    } else if (type == "message/feedback-report") {
        read_feedback(part, report);
    } else if (report.original_from.empty()
        && (type == "message/rfc822" || type == "text/rfc822-headers" || type == "message/global")) {
        Fields const original(part);
        report.original_from = address_in(original.get("return-path"));
    }
}

} // namespace

bool is_dead_status(std::string_view status)
{
    constexpr std::string_view dead[]{"5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10"};
    return std::ranges::find(dead, status) != std::end(dead);
}

Report read_report(std::string_view message)
{
    message = message.substr(0, ReportLimits::read);
    Report report;
    Fields const head(message);
    for (std::string_view name : {"delivered-to", "x-original-to", "envelope-to", "to"}) {
        if (report.delivered_to.empty())
            report.delivered_to = address_in(head.get(name));
    }
    auto const type = head.get("content-type");
    auto const boundary = boundary_of(type);
    if (media_type(type) != "multipart/report" || boundary.empty()
        || boundary.size() > ReportLimits::boundary)
        return report;
    for (auto const part : parts_of(message, boundary))
        read_part(part, report);
    return report;
}

} // namespace broadsheet::mail
