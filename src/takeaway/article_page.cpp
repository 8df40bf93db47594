#include "takeaway/article_page.h"

#include "site/contexts/post.h"
#include "site/metadata.h"
#include "site/xml.h"
#include "text/dates.h"
#include "text/direction.h"

#include <fmt/format.h>

namespace broadsheet::takeaway {

namespace {

void append_paragraph(std::string& out, std::string_view text)
{
    if (!text.empty())
        site::append_element(out, "p", text);
}

std::string names_of(site::Catalogue const& catalogue, site::Ordinal ordinal, std::string const& language)
{
    std::string names;
    for (auto number : catalogue.bylines(ordinal))
        if (auto const* byline = catalogue.byline(number))
            names.append(names.empty() ? "" : ", ").append(byline->in(language).name);
    return names;
}

void append_picture(std::string& out, newsroom::FeaturePicture const& picture, BookLinks const& links)
{
    auto const source = picture.path.empty() ? std::nullopt : links.picture(picture.path);
    if (!source)
        return;
    out += "<figure><img src=\"";
    site::append_xml(out, *source);
    out += "\" alt=\"";
    site::append_xml(out, picture.alt);
    out += "\"/>";
    if (!picture.caption.empty() || !picture.credit.empty()) {
        out += "<figcaption>" + to_xhtml(picture.caption, links) + " ";
        site::append_xml(out, picture.credit);
        out += "</figcaption>";
    }
    out += "</figure>\n";
}

} // namespace

ArticleHead head_of(site::Snapshot const& snapshot, site::Ordinal ordinal, site::ArticleText const& text)
{
    auto const& catalogue = snapshot.catalogue();
    return {text.title, text.standfirst, names_of(catalogue, ordinal, text.language),
        text::format_long_date(catalogue[ordinal].published_at, catalogue.zone(), text.language),
        text.canonical_url.empty() ? site::absolute_url(catalogue.settings(), site::path_of(catalogue, text))
                                   : text.canonical_url};
}

std::string article_elements(site::Snapshot const& snapshot, site::Ordinal ordinal,
    site::ArticleText const& text, BookLinks const& links)
{
    auto const head = head_of(snapshot, ordinal, text);
    std::string out;
    site::append_element(out, "h1", head.title);
    append_paragraph(out, head.standfirst);
    append_paragraph(out, head.bylines.empty() ? head.date : fmt::format("{} · {}", head.bylines, head.date));
    append_picture(out, text.picture, links);
    out += to_xhtml(text.body, links);
    if (!text.corrections.empty())
        out += "<hr/>";
    for (auto const& correction : text.corrections)
        append_paragraph(out,
            fmt::format("{}: {}",
                text::format_long_date(correction.corrected_at, snapshot.catalogue().zone(), text.language),
                correction.text));
    out += "\n<p><a href=\"";
    site::append_xml(out, head.address);
    out += "\">";
    site::append_xml(out, head.address);
    out += "</a></p>\n";
    return out;
}

std::string whole_page(std::string_view language, std::string_view title, std::string_view head,
    std::string_view body, std::string_view attributes)
{
    std::string out = fmt::format("<html lang=\"{}\" dir=\"{}\"{}>\n<head><meta charset=\"utf-8\"/>",
        language, text::direction_of(language), attributes);
    site::append_element(out, "title", title);
    out.append(head).append("</head>\n<body>\n").append(body).append("</body>\n</html>\n");
    return out;
}

} // namespace broadsheet::takeaway
