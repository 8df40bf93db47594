#include "files/pdf_annotations.h"

#include "files/pdf_objects.h"

#include <algorithm>
#include <qpdf/QPDFAcroFormDocumentHelper.hh>
#include <qpdf/QPDFPageDocumentHelper.hh>

namespace broadsheet::files {

namespace {

constexpr char const* link_keys[] = {"/Type", "/Subtype", "/Rect", "/Border", "/C", "/BS", "/QuadPoints",
    "/H", "/F", "/Dest", "/A", "/StructParent"};
// What is seen on the page without a click.
constexpr std::string_view seen[]
    = {"/Widget", "/Highlight", "/Underline", "/Squiggly", "/StrikeOut", "/Ink", "/Line", "/Square",
        "/Circle", "/Polygon", "/PolyLine", "/Stamp", "/FreeText", "/Caret", "/Watermark", "/Redact"};

bool is_link(QPDFObjectHandle annotation)
{
    return annotation.isDictionary() && annotation.getKey("/Subtype").isNameAndEquals("/Link");
}

bool is_seen(QPDFObjectHandle annotation)
{
    auto kind = annotation.isDictionary() ? annotation.getKey("/Subtype") : QPDFObjectHandle::newNull();
    return kind.isName() && std::ranges::find(seen, kind.getName()) != std::end(seen);
}

std::vector<QPDFObjectHandle> annotations_of(QPDFObjectHandle page)
{
    auto annotations = page.getKey("/Annots");
    return annotations.isArray() ? annotations.getArrayAsVector() : std::vector<QPDFObjectHandle>();
}

QPDFObjectHandle safe_link(QPDFObjectHandle link)
{
    auto safe = link.shallowCopy();
    keep_keys(safe, link_keys);
    if (safe.hasKey("/A"))
        safe.replaceKey("/A", safe_action(safe.getKey("/A")));
    return safe;
}

} // namespace

QPDFObjectHandle safe_action(QPDFObjectHandle action)
{
    auto safe = QPDFObjectHandle::newDictionary();
    if (!action.isDictionary())
        return QPDFObjectHandle::newNull();
    if (action.getKey("/S").isNameAndEquals("/GoTo")) {
        safe.replaceKey("/S", action.getKey("/S"));
        safe.replaceKey("/D", action.getKey("/D"));
        return safe;
    }
    auto target = action.getKey("/URI");
    if (!action.getKey("/S").isNameAndEquals("/URI") || !target.isString())
        return QPDFObjectHandle::newNull();
    auto const address = target.getStringValue();
    for (auto const* scheme : {"http://", "https://", "mailto:"})
        if (address.starts_with(scheme)) {
            safe.replaceKey("/S", action.getKey("/S"));
            safe.replaceKey("/URI", target);
            return safe;
        }
    return QPDFObjectHandle::newNull();
}

void flatten_annotations(QPDF& pdf)
{
    std::vector<std::vector<QPDFObjectHandle>> links;
    for (auto page : pdf.getAllPages()) {
        auto annotations = annotations_of(page);
        links.emplace_back();
        for (auto annotation : annotations)
            if (is_link(annotation))
                links.back().push_back(safe_link(annotation));
        std::erase_if(annotations, [](auto one) { return !is_seen(one); });
        page.replaceKey("/Annots", QPDFObjectHandle::newArray(annotations));
    }
    QPDFAcroFormDocumentHelper(pdf).generateAppearancesIfNeeded();
    QPDFPageDocumentHelper(pdf).flattenAnnotations();
    std::size_t index = 0;
    for (auto page : pdf.getAllPages()) {
        page.removeKey("/Annots");
        if (auto const& kept = links[index++]; !kept.empty())
            page.replaceKey("/Annots", QPDFObjectHandle::newArray(kept));
    }
}

} // namespace broadsheet::files
