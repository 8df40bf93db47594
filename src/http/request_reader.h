#pragma once

#include "http/limits.h"
#include "http/request_head.h"

#include <memory>
#include <string>
#include <string_view>

namespace broadsheet::http {

// Reads requests off a byte stream, refusing all that two HTTP programs might understand differently (request
// smuggling): see tests/cases/http/refused.txt. Built on Beast's parser, which takes what is lenient in it on
// trust. Not thread-safe. https://www.rfc-editor.org/rfc/rfc9112
class RequestReader {
public:
    explicit RequestReader(Limits const&);
    ~RequestReader();

    enum class Outcome { need_more, complete, refused };
    struct Progress {
        Outcome outcome = Outcome::need_more;
        std::size_t consumed = 0;
        int status = 0; // the error status of a refusal
    };

    // Reads the head at the front of the bytes, all of which it has to be given again when more is needed;
    // nothing is consumed until the head is complete. Allocates nothing for a plain path.
    Progress read_head(std::string_view bytes);
    RequestHead const& head() const { return head_; }

    // Reads on in the body of the head just read. Call it until it is complete; the bytes consumed are kept
    // in body().
    Progress read_body(std::string_view bytes);
    std::string& body();

private:
    class Parser;

    Limits limits_;
    std::unique_ptr<Parser> parser_;
    RequestHead head_;
    std::string path_;
};

} // namespace broadsheet::http
