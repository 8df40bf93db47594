#include "mirror/home_links.h"

#include "base/ascii.h"
#include "base/encoding.h"
#include "html/attributes.h"
#include "html/characters.h"
#include "html/relative_links.h"
#include "html/tokeniser.h"
#include "newsroom/paths.h"

#include <algorithm>
#include <array>
#include <fmt/format.h>

namespace broadsheet::mirror {

namespace {

using html::Tokeniser;
using html::TokenType;

bool is_tag(Tokeniser const& tokens, TokenType type, std::string_view name)
{
    return tokens.type() == type && tokens.name() == name;
}

// The value as it is written, to be written again; "": there is none.
std::string_view written_attribute(Tokeniser const& tokens, std::string_view name)
{
    auto const found = std::ranges::find(tokens.attributes(), name, &html::Attribute::name);
    return found == tokens.attributes().end() ? std::string_view() : found->value;
}

void skip_what_is_no_markup(Tokeniser& tokens)
{
    static constexpr auto names = std::to_array<std::string_view>({"script", "style", "textarea", "title"});
    if (tokens.type() == TokenType::start_tag && std::ranges::find(names, tokens.name()) != names.end())
        tokens.skip_raw_text();
}

// What of a form a link can say. Its views are into the page.
struct Form {
    struct Control { // a button, or a link beside it
        std::string_view classes;
        std::string_view label; // HTML
        std::string_view link; // as it stands, where it is a link already
    };
    std::string action;
    bool is_posted = false;
    bool asks_for_address = false;
    bool is_closed = false;
    std::string query; // of its hidden fields; what a script has yet to fill in comes last
    std::vector<Control> controls;
};

void take_input(Tokeniser const& tokens, Form& form, std::string& empty_fields)
{
    auto const type = to_lower(html::attribute(tokens.attributes(), "type"));
    form.asks_for_address = form.asks_for_address || type == "email";
    if (type == "submit")
        form.controls.push_back({written_attribute(tokens, "class"), written_attribute(tokens, "value"), {}});
    auto const name = html::attribute(tokens.attributes(), "name");
    if (type != "hidden" || name.empty())
        return;
    auto const value = html::attribute(tokens.attributes(), "value");
    auto const field = fmt::format("{}={}", percent_encode(name), percent_encode(value));
    auto& fields = value.empty() ? empty_fields : form.query;
    fields += fields.empty() ? field : "&" + field;
}

// Reads on behind a form's start tag, up to and including its end tag.
Form read_form(Tokeniser& tokens, std::string_view page)
{
    Form form;
    form.action = html::attribute(tokens.attributes(), "action");
    form.is_posted = equals_ignoring_case(html::attribute(tokens.attributes(), "method"), "post");
    std::string empty_fields;
    std::string control; // the element that is open
    std::size_t control_begin = 0;
    std::size_t content_begin = 0;
    std::string_view classes;
    while (!form.is_closed && tokens.next()) {
        skip_what_is_no_markup(tokens);
        if (is_tag(tokens, TokenType::end_tag, "form"))
            form.is_closed = true;
        else if (is_tag(tokens, TokenType::start_tag, "input"))
            take_input(tokens, form, empty_fields);
        else if (is_tag(tokens, TokenType::start_tag, "a")
            || is_tag(tokens, TokenType::start_tag, "button")) {
            auto const type = html::attribute(tokens.attributes(), "type");
            bool const does_nothing
                = tokens.name() == "button" && !type.empty() && !equals_ignoring_case(type, "submit");
            control = does_nothing ? "" : std::string(tokens.name());
            control_begin = tokens.begin();
            content_begin = tokens.end();
            classes = written_attribute(tokens, "class");
        } else if (!control.empty() && is_tag(tokens, TokenType::end_tag, control)) {
            form.controls.push_back({classes, page.substr(content_begin, tokens.begin() - content_begin),
                control == "a" ? page.substr(control_begin, tokens.end() - control_begin)
                               : std::string_view()});
            control.clear();
        }
    }
    if (!empty_fields.empty())
        form.query += form.query.empty() ? empty_fields : "&" + empty_fields;
    return form;
}

void append_links(std::string& out, Form const& form, std::string_view address)
{
    out += "<p class=\"leads-home\">";
    std::string_view space;
    for (auto const& control : form.controls) {
        out += std::exchange(space, " ");
        if (!control.link.empty()) {
            out += control.link;
            continue;
        }
        out += "<a";
        if (!control.classes.empty())
            fmt::format_to(std::back_inserter(out), " class=\"{}\"", control.classes);
        out += " href=\"";
        html::append_attribute_value(out, address);
        fmt::format_to(std::back_inserter(out), "\">{}</a>", control.label);
    }
    out += "</p>";
}

// Returns the path behind a first segment that is a language of the newspaper.
std::string_view without_language(std::string_view path, std::vector<std::string> const& languages)
{
    auto const end = path.find('/', 1);
    return end != path.npos && std::ranges::find(languages, path.substr(1, end - 1)) != languages.end()
        ? path.substr(end)
        : path;
}

// Whether only the newspaper's own server answers there (src/desk).
bool is_at_the_desk(std::string_view path, std::vector<std::string> const& languages)
{
    auto const rest = without_language(path.substr(0, path.find_first_of("?#")), languages);
    return rest.starts_with("/support/") || rest.starts_with("/remind/")
        || rest.starts_with("/newsletter/sign-up/") || rest.starts_with("/newsletter/link/");
}

// Returns a page's address as a path from the newspaper's root; "": it leads elsewhere.
std::string rooted(std::string_view address, std::string_view way_to_root, std::string_view base_path)
{
    for (auto const root : {way_to_root, base_path, std::string_view("/")})
        if (address.starts_with(root))
            return address.starts_with("//") ? "" : fmt::format("/{}", address.substr(root.size()));
    return {};
}

} // namespace

HomeLinks::HomeLinks(newsroom::Settings const& settings)
    : home_(settings.url)
    , base_path_(newsroom::base_path(settings))
    , languages_(settings.languages)
{
}

std::string HomeLinks::in(std::string_view page_html, std::string_view page_path) const
{
    auto const way = html::way_to_root(page_path);
    return html::map_links(without_forms(page_html, page_path), [&](std::string_view address) {
        auto const path = rooted(address, way, base_path_);
        return std::optional(is_at_the_desk(path, languages_) ? home_ + path : std::string(address));
    });
}

std::string HomeLinks::without_forms(std::string_view page_html, std::string_view page_path) const
{
    auto const way = html::way_to_root(page_path);
    std::string out;
    std::size_t copied = 0;
    Tokeniser tokens(page_html);
    while (tokens.next()) {
        skip_what_is_no_markup(tokens);
        if (!is_tag(tokens, TokenType::start_tag, "form"))
            continue;
        auto const begin = tokens.begin();
        auto const behind_tag = tokens.end();
        auto const form = read_form(tokens, page_html);
        auto const path = form.action.empty() ? std::string(page_path) : rooted(form.action, way, base_path_);
        bool const is_desk = is_at_the_desk(path, languages_);
        if (!is_desk && !form.is_posted && !form.asks_for_address)
            continue;
        out += page_html.substr(copied, begin - copied);
        copied = form.is_closed ? tokens.end() : behind_tag; // without an end it is no form any more
        if (form.is_closed)
            append_links(out, form,
                fmt::format("{}{}{}{}", home_, is_desk ? path : page_path,
                    is_desk && !form.query.empty() ? (path.find('?') == path.npos ? "?" : "&") : "",
                    is_desk ? form.query : ""));
    }
    out += page_html.substr(copied);
    return out;
}

} // namespace broadsheet::mirror
