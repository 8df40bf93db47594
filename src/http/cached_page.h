#pragma once

#include "http/content_coding.h"
#include "http/page_body.h"
#include "http/precondition.h"
#include "http/reply.h"
#include "http/response.h"

#include <array>
#include <memory>
#include <optional>
#include <string>

namespace broadsheet::http {

// A cacheable response in every coding made so far, each with its head written out. Immutable: a further
// coding makes a new page that shares the old one's bytes.
class CachedPage : public std::enable_shared_from_this<CachedPage> {
public:
    // Takes a response that has a Cacheability and a body in memory. Where `previous`, an older rendering of
    // the same path, has the same bytes, its compressed forms are taken over.
    CachedPage(Response, CachedPage const* previous);

    // Returns the same page with that coding made. Compresses: for worker threads.
    std::shared_ptr<CachedPage const> with_coding(ContentCoding) const;

    std::uint64_t edition() const { return response_.cacheability->edition; }
    // Returns whether it is the answer to a request of its path with this query, or without any.
    bool answers(bool has_query, std::string_view query) const;
    std::string const& shared_as() const { return response_.cacheability->shared_as; }
    // Returns the bytes of memory it holds.
    std::size_t size() const { return size_; }

    // Returns the coding to answer with; nothing if the client refuses all there can be (406).
    std::optional<ContentCoding> choose(Preferences const&) const;
    bool has(ContentCoding coding) const { return form(coding).body != nullptr; }
    // Returns the answer in a coding that it has: the page, or 304.
    Reply reply(ContentCoding, Preferences const&) const;

private:
    struct Form {
        std::shared_ptr<PageBody const> body;
        std::string etag;
        std::string head;
        std::string not_modified_head;
    };

    CachedPage(CachedPage const&) = default;
    Form const& form(ContentCoding coding) const { return forms_[static_cast<std::size_t>(coding)]; }
    void set_form(ContentCoding, std::shared_ptr<PageBody const> body);
    void measure();

    Response response_; // its body moved to forms_
    bool compressible_;
    std::array<Form, content_coding_count> forms_;
    std::size_t size_ = 0;
};

} // namespace broadsheet::http
