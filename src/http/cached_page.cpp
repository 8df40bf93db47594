#include "http/cached_page.h"

#include "base/encoding.h"
#include "base/form.h"
#include "base/result.h"
#include "http/response_head.h"

namespace broadsheet::http {

namespace {

// Below this the headers outweigh what compression saves.
constexpr std::size_t smallest_compressed_body = 256;

constexpr std::array codings{ContentCoding::identity, ContentCoding::gzip, ContentCoding::brotli};

std::shared_ptr<std::string const> take_body(Response& response)
{
    auto* body = std::get_if<std::shared_ptr<std::string const>>(&response.body);
    VERIFY(body);
    auto taken = *body ? std::move(*body) : std::make_shared<std::string const>();
    response.body = std::shared_ptr<std::string const>();
    return taken;
}

} // namespace

CachedPage::CachedPage(Response response, CachedPage const* previous)
    : response_(std::move(response))
{
    auto body = take_body(response_);
    if (response_.etag.empty())
        response_.etag = to_base64url(sha256(*body)).substr(0, 22);
    compressible_ = body->size() >= smallest_compressed_body && is_compressible(response_.content_type);
    bool const unchanged
        = previous && compressible_ && previous->form(ContentCoding::identity).body->bytes() == *body;
    if (!unchanged) {
        set_form(ContentCoding::identity, std::make_shared<PageBody const>(std::move(body)));
    } else {
        for (auto coding : codings) {
            if (previous->has(coding))
                set_form(coding, previous->form(coding).body);
        }
    }
    measure();
}

bool CachedPage::answers(bool has_query, std::string_view query) const
{
    auto const& kept = *response_.cacheability;
    return !has_query || (kept.for_any_query && find_pair(query, kept.telling_parameters).empty());
}

std::shared_ptr<CachedPage const> CachedPage::with_coding(ContentCoding coding) const
{
    std::shared_ptr<CachedPage> page(new CachedPage(*this));
    page->set_form(coding,
        std::make_shared<PageBody const>(std::make_shared<std::string const>(
            compress(coding, form(ContentCoding::identity).body->bytes()))));
    page->measure();
    return page;
}

void CachedPage::set_form(ContentCoding coding, std::shared_ptr<PageBody const> body)
{
    auto& form = forms_[static_cast<std::size_t>(coding)];
    form.body = std::move(body);
    HeadDetails details;
    details.status = response_.status;
    details.content_length = form.body->bytes().size();
    details.coding = coding;
    details.varies = compressible_;
    details.etag = form.etag = quoted_etag(response_.etag, coding);
    form.head = serialise_head(response_, details);
    details.status = 304;
    form.not_modified_head = serialise_head(response_, details);
}

void CachedPage::measure()
{
    size_ = sizeof(CachedPage);
    for (auto const& form : forms_) {
        if (form.body)
            size_ += form.body->bytes().size() + form.head.size() + form.not_modified_head.size()
                + form.etag.size();
    }
}

std::optional<ContentCoding> CachedPage::choose(Preferences const& preferences) const
{
    return negotiate_coding(preferences.accept_encoding, compressible_);
}

Reply CachedPage::reply(ContentCoding coding, Preferences const& preferences) const
{
    auto const& chosen = form(coding);
    if (response_.views && !preferences.head_only)
        response_.views->fetch_add(1, std::memory_order_relaxed);
    Reply reply;
    reply.status = response_.status;
    reply.owner = shared_from_this();
    if (response_.status == 200 && is_not_modified(preferences, {chosen.etag, response_.last_modified})) {
        reply.status = 304;
        reply.head = chosen.not_modified_head;
        return reply;
    }
    reply.head = chosen.head;
    if (preferences.head_only)
        return reply;
    reply.file = chosen.body->file();
    if (reply.file)
        reply.file_length = reply.file->size();
    else
        reply.body = chosen.body->bytes();
    return reply;
}

} // namespace broadsheet::http
