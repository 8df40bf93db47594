#include "mirror/targets/s3_answer.h"

#include "base/ascii.h"

#include <algorithm>
#include <expat.h>
#include <fmt/format.h>
#include <memory>
#include <optional>

namespace broadsheet::mirror {

namespace {

constexpr std::size_t longest_code = 60;

// Prefixes of namespaces are the document's own choice.
std::string_view local_name(std::string_view name)
{
    return name.substr(name.rfind(':') + 1);
}

class Reader {
public:
    Reader()
        : parser_(XML_ParserCreate(nullptr), XML_ParserFree)
    {
        XML_SetUserData(parser_.get(), this);
        XML_SetElementHandler(parser_.get(), &Reader::on_start, &Reader::on_end);
        XML_SetCharacterDataHandler(parser_.get(), &Reader::on_text);
        XML_SetStartDoctypeDeclHandler(parser_.get(), &Reader::on_doctype);
    }

    Result<S3Answer> read(std::string_view xml)
    {
        auto const status = XML_Parse(parser_.get(), xml.data(), static_cast<int>(xml.size()), 1);
        if (error_)
            return *std::move(error_);
        if (status != XML_STATUS_OK)
            return invalid(fmt::format("it is no XML: {}", XML_ErrorString(XML_GetErrorCode(parser_.get()))));
        return std::move(answer_);
    }

private:
    static Reader& of(void* self) { return *static_cast<Reader*>(self); }
    static void on_start(void* self, char const* name, char const**) { of(self).start(local_name(name)); }
    static void on_end(void* self, char const* name) { of(self).end(local_name(name)); }
    static void on_text(void* self, char const* text, int size)
    {
        of(self).add({text, static_cast<std::size_t>(size)});
    }
    static void on_doctype(void* self, char const*, char const*, char const*, int)
    {
        of(self).stop(invalid("it has a DTD"));
    }

    void stop(Error error)
    {
        if (!error_)
            error_ = std::move(error);
        XML_StopParser(parser_.get(), XML_FALSE);
    }

    void start(std::string_view name)
    {
        if (++depth_ > S3AnswerLimits::depth)
            return stop(limit_reached("its elements are nested too deeply"));
        if (depth_ == 1)
            answer_.kind = name;
        text_.clear();
    }

    void add(std::string_view text)
    {
        if (text_.size() + text.size() > S3AnswerLimits::text)
            return stop(limit_reached("a text in it is too long"));
        text_ += text;
    }

    void end(std::string_view name)
    {
        if (depth_-- != 2)
            return;
        if (name == "UploadId")
            take(answer_.upload_id);
        else if (name == "Code")
            take(answer_.code);
    }

    void take(std::string& field)
    {
        if (!field.empty())
            return stop(invalid("it says the same twice"));
        field = trimmed(text_);
    }

    std::unique_ptr<XML_ParserStruct, decltype(&XML_ParserFree)> parser_;
    S3Answer answer_;
    std::optional<Error> error_;
    std::string text_; // of the innermost element so far
    std::size_t depth_ = 0;
};

} // namespace

Result<S3Answer> S3Answer::parse(std::string_view xml)
{
    // Stores that take long to answer send spaces meanwhile, where XML may have none.
    while (!xml.empty() && is_space(xml.front()))
        xml.remove_prefix(1);
    if (xml.size() > S3AnswerLimits::bytes)
        return limit_reached("it is too long");
    return Reader().read(xml);
}

Error refusal(http::ClientResponse const& response)
{
    auto message = fmt::format("status {}", response.status);
    auto const answer = S3Answer::parse(response.body);
    if (answer.ok() && !answer->code.empty() && std::ranges::all_of(answer->code, is_alphanumeric))
        message += fmt::format(" ({})", std::string_view(answer->code).substr(0, longest_code));
    // An error that comes with 200 came up while the store was at work.
    bool const may_work_later = response.status >= 500 || response.is_success();
    return {may_work_later ? ErrorCode::unavailable : ErrorCode::forbidden, std::move(message)};
}

} // namespace broadsheet::mirror
