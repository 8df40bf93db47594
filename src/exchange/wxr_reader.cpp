#include "exchange/wxr_reader.h"

#include "base/ascii.h"
#include "base/utf8.h"
#include "exchange/byte_source.h"
#include "exchange/text_encoding.h"

#include <algorithm>
#include <array>
#include <expat.h>
#include <fmt/format.h>
#include <memory>
#include <optional>
#include <utility>

namespace broadsheet::exchange {

namespace {

// Expat joins a name to its namespace's address with this.
constexpr char separator = '|';

template <typename Target>
struct Field {
    std::string_view name;
    std::string Target::*text;
};

constexpr std::array item_fields{
    Field<WxrItem>{"title", &WxrItem::title},
    Field<WxrItem>{"link", &WxrItem::link},
    Field<WxrItem>{"dc:creator", &WxrItem::creator},
    Field<WxrItem>{"content:encoded", &WxrItem::content},
    Field<WxrItem>{"excerpt:encoded", &WxrItem::excerpt},
    Field<WxrItem>{"wp:post_id", &WxrItem::id},
    Field<WxrItem>{"wp:post_type", &WxrItem::type},
    Field<WxrItem>{"wp:post_name", &WxrItem::slug},
    Field<WxrItem>{"wp:status", &WxrItem::status},
    Field<WxrItem>{"wp:post_password", &WxrItem::password},
    Field<WxrItem>{"wp:post_date", &WxrItem::date},
    Field<WxrItem>{"wp:post_date_gmt", &WxrItem::date_gmt},
    Field<WxrItem>{"wp:post_modified", &WxrItem::modified},
    Field<WxrItem>{"wp:post_modified_gmt", &WxrItem::modified_gmt},
    Field<WxrItem>{"wp:attachment_url", &WxrItem::attachment_url},
    Field<WxrItem>{"wp:is_sticky", &WxrItem::is_sticky},
};
constexpr std::array meta_fields{
    Field<WxrItem>{"_thumbnail_id", &WxrItem::thumbnail},
    Field<WxrItem>{"_wp_attachment_image_alt", &WxrItem::alt},
    Field<WxrItem>{"_yoast_wpseo_primary_category", &WxrItem::primary_category},
    Field<WxrItem>{"_yoast_wpseo_title", &WxrItem::seo_title},
    Field<WxrItem>{"_yoast_wpseo_metadesc", &WxrItem::seo_description},
};
constexpr std::array channel_fields{
    Field<WxrChannel>{"title", &WxrChannel::title},
    Field<WxrChannel>{"description", &WxrChannel::description},
    Field<WxrChannel>{"link", &WxrChannel::link},
    Field<WxrChannel>{"language", &WxrChannel::language},
    Field<WxrChannel>{"wp:wxr_version", &WxrChannel::version},
    Field<WxrChannel>{"wp:base_site_url", &WxrChannel::base_site_url},
    Field<WxrChannel>{"wp:base_blog_url", &WxrChannel::base_blog_url},
};
constexpr std::array author_fields{
    Field<WxrChannel::Author>{"wp:author_login", &WxrChannel::Author::login},
    Field<WxrChannel::Author>{"wp:author_display_name", &WxrChannel::Author::name},
    Field<WxrChannel::Author>{"wp:author_first_name", &WxrChannel::Author::first_name},
    Field<WxrChannel::Author>{"wp:author_last_name", &WxrChannel::Author::last_name},
};
constexpr std::array term_fields{
    Field<WxrChannel::Term>{"wp:term_id", &WxrChannel::Term::number},
    Field<WxrChannel::Term>{"wp:category_nicename", &WxrChannel::Term::slug},
    Field<WxrChannel::Term>{"wp:cat_name", &WxrChannel::Term::name},
    Field<WxrChannel::Term>{"wp:category_description", &WxrChannel::Term::description},
    Field<WxrChannel::Term>{"wp:category_parent", &WxrChannel::Term::parent},
    Field<WxrChannel::Term>{"wp:tag_slug", &WxrChannel::Term::slug},
    Field<WxrChannel::Term>{"wp:tag_name", &WxrChannel::Term::name},
    Field<WxrChannel::Term>{"wp:tag_description", &WxrChannel::Term::description},
    Field<WxrChannel::Term>{"wp:term_taxonomy", &WxrChannel::Term::taxonomy},
    Field<WxrChannel::Term>{"wp:term_slug", &WxrChannel::Term::slug},
    Field<WxrChannel::Term>{"wp:term_description", &WxrChannel::Term::description},
};

constexpr std::string_view language_taxonomy = "language";

// Returns the locale in what Polylang keeps of a language, which PHP has serialised
// (https://www.php.net/manual/en/function.serialize.php): a:3:{s:6:"locale";s:5:"ka_GE";…}; "": there is
// none.
std::string locale_in(std::string_view description)
{
    constexpr std::string_view key = "\"locale\";s:";
    auto const at = description.find(key);
    if (at == std::string_view::npos)
        return {};
    auto value = description.substr(at + key.size());
    auto const begin = value.find('"');
    value.remove_prefix(begin == std::string_view::npos ? value.size() : begin + 1);
    return std::string(value.substr(0, value.find('"')));
}

template <typename Target, std::size_t size>
std::string* field_of(Target& target, std::array<Field<Target>, size> const& fields, std::string_view name)
{
    auto const* field = std::ranges::find(fields, name, &Field<Target>::name);
    return field == fields.end() ? nullptr : &(target.*(field->text));
}

// Brings a name with its namespace into the form of the tables above. The addresses carry the format's
// version (http://wordpress.org/export/1.2/), which makes no difference here.
std::string short_name(std::string_view name)
{
    auto at = name.rfind(separator);
    if (at == std::string_view::npos)
        return std::string(name);
    auto space = name.substr(0, at);
    auto local = name.substr(at + 1);
    if (space.find("wordpress.org/export/") != std::string_view::npos)
        return fmt::format("{}:{}", space.ends_with("excerpt/") ? "excerpt" : "wp", local);
    if (space.find("rss/1.0/modules/content") != std::string_view::npos)
        return fmt::format("content:{}", local);
    if (space.find("purl.org/dc/elements") != std::string_view::npos)
        return fmt::format("dc:{}", local);
    return fmt::format("other:{}", local);
}

class Reading {
public:
    Reading(ImportLimits const& limits, WxrReader::TakeItem const& take)
        : limits_(limits)
        , take_(take)
        , parser_(XML_ParserCreateNS("UTF-8", separator), XML_ParserFree)
    {
        XML_SetUserData(parser_.get(), this);
        XML_SetElementHandler(parser_.get(), on_start, on_end);
        XML_SetCharacterDataHandler(parser_.get(), on_text);
        XML_SetStartDoctypeDeclHandler(parser_.get(), on_doctype);
        XML_SetParamEntityParsing(parser_.get(), XML_PARAM_ENTITY_PARSING_NEVER);
    }

    Result<void> feed(std::string_view bytes, bool is_last)
    {
        last_fed_ = bytes;
        auto status = XML_Parse(
            parser_.get(), bytes.data(), static_cast<int>(bytes.size()), is_last ? XML_TRUE : XML_FALSE);
        if (failure_)
            return std::move(*failure_);
        if (status == XML_STATUS_ERROR)
            return invalid(explain(XML_GetErrorCode(parser_.get())));
        fed_ += bytes.size();
        if (auto const at = XML_GetCurrentByteIndex(parser_.get()); at > 0)
            read_ = static_cast<std::uint64_t>(at);
        if (fed_ - read_ > limits_.record_bytes + bytes.size()) // Expat keeps a tag until it ends
            return limit_reached(
                fmt::format("line {}: a tag of more than {} bytes", line(), limits_.record_bytes));
        return {};
    }

    Result<WxrChannel> finish()
    {
        if (channel_.version.empty())
            return invalid("this XML is not a WordPress export (WXR): it has no <wp:wxr_version>");
        return std::move(channel_);
    }

private:
    static Reading& self(void* data) { return *static_cast<Reading*>(data); }
    static void on_start(void* data, XML_Char const* name, XML_Char const** attributes)
    {
        self(data).start(short_name(name), attributes);
    }
    static void on_end(void* data, XML_Char const*) { self(data).end(); }
    static void on_text(void* data, XML_Char const* text, int size)
    {
        self(data).text({text, static_cast<std::size_t>(size)});
    }
    static void on_doctype(void* data, XML_Char const*, XML_Char const*, XML_Char const*, int)
    {
        self(data).stop(
            invalid("it has a document type declaration (<!DOCTYPE …>), which could define entities; no "
                    "WordPress export has one, so it is not read"));
    }

    int line() const { return static_cast<int>(XML_GetCurrentLineNumber(parser_.get())); }

    std::string explain(XML_Error error) const
    {
        if (error == XML_ERROR_NO_ELEMENTS || error == XML_ERROR_UNCLOSED_TOKEN
            || error == XML_ERROR_UNCLOSED_CDATA_SECTION || error == XML_ERROR_PARTIAL_CHAR)
            return fmt::format(
                "the file ends in the middle, in line {}; it was cut short, export it again", line());
        if (error == XML_ERROR_INVALID_TOKEN) {
            constexpr std::size_t most_cut_off = 3; // of a character at the end of what was fed
            bool const is_utf8
                = std::min(find_invalid_utf8(last_fed_), last_fed_.size()) + most_cut_off >= last_fed_.size();
            return fmt::format("line {}, column {}: not well-formed XML{}", line(),
                XML_GetCurrentColumnNumber(parser_.get()) + 1,
                is_utf8
                    ? ""
                    : " in UTF-8; if the whole file is in another encoding, " + how_to_convert(last_fed_));
        }
        return fmt::format("line {}: {}", line(), XML_ErrorString(error));
    }

    void stop(Error error)
    {
        if (!failure_)
            failure_ = std::move(error).within(fmt::format("line {}", line()));
        XML_StopParser(parser_.get(), XML_FALSE);
    }

    void start(std::string name, XML_Char const** attributes)
    {
        if (path_.size() >= limits_.depth)
            return stop(limit_reached(fmt::format("elements nested more than {} deep", limits_.depth)));
        path_.push_back(std::move(name));
        auto const& element = path_.back();
        target_ = nullptr;
        if (path_.size() == 1 && element != "rss")
            return stop(invalid("this XML is not a WordPress export (WXR): it does not begin with <rss>"));
        if (path_.size() == 3)
            start_of_channel_member(element);
        else if (path_.size() == 4)
            start_of_part(element, attributes);
        else if (path_.size() == 5 && item_)
            start_of_meta(element);
    }

    // rss/channel/*
    void start_of_channel_member(std::string_view element)
    {
        if (element == "item") {
            if (++items_ > limits_.records)
                return stop(limit_reached(fmt::format("more than {} items", limits_.records)));
            item_.emplace();
            item_->line = line();
        } else if (element == "wp:author") {
            author_.emplace();
            (void)has_room_for(sizeof *author_);
        } else if (element == "wp:category" || element == "wp:tag" || element == "wp:term") {
            term_.emplace();
            (void)has_room_for(sizeof *term_);
            term_->is_category = element == "wp:category";
        } else {
            target_ = field_of(channel_, channel_fields, element);
        }
    }

    // rss/channel/item/* and the parts of authors and terms
    void start_of_part(std::string_view element, XML_Char const** attributes)
    {
        if (author_)
            target_ = field_of(*author_, author_fields, element);
        else if (term_)
            target_ = field_of(*term_, term_fields, element);
        if (!item_)
            return;
        target_ = field_of(*item_, item_fields, element);
        if (element == "wp:postmeta") {
            meta_key_.clear();
            meta_value_.clear();
        }
        if (element != "category")
            return;
        if (has_room_for(sizeof(WxrItem::Term)))
            start_of_term(attributes);
    }

    void start_of_term(XML_Char const** attributes)
    {
        auto& term = item_->terms.emplace_back();
        for (; *attributes; attributes += 2) {
            std::string_view const name = attributes[0];
            std::string_view const value = attributes[1];
            if ((name == "domain" || name == "nicename") && has_room_for(value.size()))
                (name == "domain" ? term.domain : term.slug) = value;
        }
        target_ = &term.name;
    }

    void start_of_meta(std::string_view element)
    {
        if (path_[3] != "wp:postmeta")
            return;
        if (element == "wp:meta_key")
            target_ = &meta_key_;
        else if (element == "wp:meta_value" && field_of(*item_, meta_fields, meta_key_))
            target_ = &meta_value_;
    }

    void text(std::string_view text)
    {
        if (!target_)
            return;
        if (has_room_for(text.size())) {
            target_->append(text);
        } else if (item_) { // the other fields still say which it is
            item_->bytes -= target_->size();
            *std::exchange(target_, nullptr) = {};
        }
    }

    // Counts what is about to be kept of an item, or of the channel, and says whether there is room for it.
    // Too large a channel ends the import.
    bool has_room_for(std::size_t bytes)
    {
        if (item_) {
            bool const fits = item_->bytes + bytes <= limits_.record_bytes;
            item_->bytes += fits ? bytes : 0;
            item_->is_too_large = item_->is_too_large || !fits;
            return fits;
        }
        channel_bytes_ += bytes;
        if (channel_bytes_ > limits_.index_bytes)
            stop(limit_reached(
                fmt::format("what stands around the items has more than {} bytes", limits_.index_bytes)));
        return channel_bytes_ <= limits_.index_bytes;
    }

    void end()
    {
        if (path_.size() == 4 && path_.back() == "wp:postmeta" && item_)
            if (auto* field = field_of(*item_, meta_fields, meta_key_))
                *field = meta_value_;
        if (path_.size() == 3)
            end_of_channel_member();
        path_.pop_back();
        target_ = nullptr;
    }

    void end_of_channel_member()
    {
        if (item_) {
            auto item = std::move(*item_);
            item_.reset();
            if (auto taken = take_(std::move(item)); !taken.ok())
                stop(std::move(taken).error());
        } else if (author_) {
            channel_.authors.push_back(std::move(*author_));
            author_.reset();
        } else if (term_) {
            if (term_->taxonomy.empty())
                channel_.terms.push_back(std::move(*term_));
            else if (term_->taxonomy == language_taxonomy)
                channel_.languages.push_back({std::move(term_->slug), locale_in(term_->description)});
            term_.reset();
        }
    }

    ImportLimits const& limits_;
    WxrReader::TakeItem const& take_;
    std::unique_ptr<XML_ParserStruct, void (*)(XML_Parser)> parser_;
    WxrChannel channel_;
    std::optional<WxrItem> item_;
    std::optional<WxrChannel::Author> author_;
    std::optional<WxrChannel::Term> term_;
    std::string meta_key_;
    std::string meta_value_;
    std::vector<std::string> path_;
    std::string* target_ = nullptr;
    std::optional<Error> failure_;
    std::uint64_t fed_ = 0; // bytes of the file
    std::string_view last_fed_;
    std::uint64_t read_ = 0; // where Expat is in it
    std::uint64_t items_ = 0;
    std::uint64_t channel_bytes_ = 0;
};

// An export of another program is told from a damaged one.
Result<void> refuse_what_is_no_xml(ByteSource& source)
{
    auto const start = trimmed(TRY(source.window()));
    if (start.starts_with('<'))
        return {};
    return invalid(fmt::format("this is no XML, so it is no WordPress export (WXR){}",
        start.starts_with('{') ? "; if it is Ghost's, bring it in with `broadsheet import ghost`" : ""));
}

// Takes out the control characters that XML has no way to write (https://www.w3.org/TR/xml/#charsets), and
// that WordPress writes all the same where a text holds one. NUL stays, for the parser to refuse: no text has
// it.
class ControlCharacters {
public:
    // Returns the bytes without them, valid until the next call.
    std::string_view drop(std::string_view bytes)
    {
        auto const first = std::ranges::find_if(bytes, is_forbidden);
        auto const kept = static_cast<std::size_t>(first - bytes.begin());
        if (first == bytes.end()) {
            lines_ += static_cast<std::uint64_t>(std::ranges::count(bytes, '\n'));
            return bytes;
        }
        if (first_line_ == 0)
            first_line_
                = lines_ + 1 + static_cast<std::uint64_t>(std::ranges::count(bytes.substr(0, kept), '\n'));
        lines_ += static_cast<std::uint64_t>(std::ranges::count(bytes, '\n'));
        without_.assign(bytes);
        count_ += std::erase_if(without_, is_forbidden);
        return without_;
    }
    std::uint64_t count() const { return count_; }
    std::uint64_t first_line() const { return first_line_; }

private:
    static bool is_forbidden(char c)
    {
        return static_cast<unsigned char>(c) < 0x20 && c != '\0' && c != '\t' && c != '\n' && c != '\r';
    }

    std::string without_;
    std::uint64_t lines_ = 0; // passed
    std::uint64_t count_ = 0;
    std::uint64_t first_line_ = 0;
};

Result<WxrChannel> read_all(ByteSource& source, Reading& reading)
{
    TRY(refuse_what_is_no_xml(source));
    ControlCharacters controls;
    while (true) {
        auto window = TRY(source.window());
        TRY(reading.feed(controls.drop(window), window.empty()));
        if (window.empty()) {
            auto channel = TRY(reading.finish());
            channel.control_characters = controls.count();
            channel.first_control_line = controls.first_line();
            return channel;
        }
        source.consume(window.size());
    }
}

} // namespace

Result<WxrChannel> WxrReader::read(std::string_view what, TakeItem const& take)
{
    auto source = TRY(ByteSource::open(file_, limits_, progress_));
    if (progress_)
        progress_->begin(what, source->size());
    Reading reading(limits_, take);
    auto channel = read_all(*source, reading);
    if (progress_)
        progress_->end();
    if (!channel.ok())
        return std::move(channel).error().within(file_.string());
    return channel;
}

} // namespace broadsheet::exchange
