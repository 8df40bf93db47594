#include "files/pdf_scrub.h"

#include "files/pdf_annotations.h"
#include "files/pdf_objects.h"

#include <fmt/format.h>
#include <qpdf/Buffer.hh>
#include <qpdf/QPDF.hh>
#include <qpdf/QPDFExc.hh>
#include <qpdf/QPDFPageDocumentHelper.hh>
#include <qpdf/QPDFWriter.hh>
#include <set>

namespace broadsheet::files {

namespace {

constexpr char const* catalog_keys[]
    = {"/Type", "/Pages", "/PageLabels", "/Outlines", "/Lang", "/ViewerPreferences", "/PageLayout",
        "/PageMode", "/StructTreeRoot", "/MarkInfo", "/OCProperties", "/Names", "/Dests"};
constexpr char const* outline_keys[] = {"/Type", "/Title", "/Parent", "/Prev", "/Next", "/First", "/Last",
    "/Count", "/Dest", "/A", "/C", "/F", "/SE"};

// Says no more: what a library found out means nothing to an editor, who has to be told in his language.
Error damaged()
{
    return invalid(
        "the PDF is damaged; open it in a program that can read it, print it to a new PDF and take that");
}

void clean_outline(QPDFObjectHandle root)
{
    std::set<QPDFObjGen> seen;
    std::vector<QPDFObjectHandle> waiting{root};
    while (!waiting.empty()) {
        auto entry = waiting.back();
        waiting.pop_back();
        if (!entry.isDictionary() || (entry.isIndirect() && !seen.insert(entry.getObjGen()).second))
            continue;
        keep_keys(entry, outline_keys);
        if (entry.hasKey("/A"))
            entry.replaceKey("/A", safe_action(entry.getKey("/A")));
        waiting.push_back(entry.getKey("/First"));
        waiting.push_back(entry.getKey("/Next"));
    }
}

void clean_catalog(QPDFObjectHandle catalog)
{
    constexpr char const* kept_names[] = {"/Dests"};
    keep_keys(catalog, catalog_keys);
    if (auto names = catalog.getKey("/Names"); names.isDictionary())
        keep_keys(names, kept_names);
    // A page mode that opens the list of attachments would open an empty one.
    if (catalog.getKey("/PageMode").isNameAndEquals("/UseAttachments"))
        catalog.removeKey("/PageMode");
    clean_outline(catalog.getKey("/Outlines"));
}

// Every object is written anew, those that nothing refers to are not, and the identifier is one of no
// document.
std::string write(QPDF& pdf)
{
    QPDFWriter writer(pdf);
    writer.setOutputMemory();
    writer.setStaticID(true);
    writer.setObjectStreamMode(qpdf_o_generate);
    writer.setRecompressFlate(true); // leaves nothing behind the end of compressed data
    writer.write();
    std::shared_ptr<Buffer> const bytes(writer.getBuffer());
    return {reinterpret_cast<char const*>(bytes->getBuffer()), bytes->getSize()};
}

Result<std::string> scrub(std::string_view bytes, PdfLimits const& limits)
{
    QPDF pdf;
    pdf.setSuppressWarnings(true);
    pdf.setAttemptRecovery(false);
    pdf.processMemoryFile("PDF", bytes.data(), bytes.size());
    if (pdf.isEncrypted())
        return invalid("the PDF is protected; save it without protection and take that");
    QPDFPageDocumentHelper pages(pdf);
    auto const count = pages.getAllPages().size();
    if (count == 0)
        return invalid("the PDF has no pages");
    if (count > limits.pages)
        return limit_reached(fmt::format("the PDF has {} pages; at most {} are taken", count, limits.pages));
    pages.pushInheritedAttributesToPage();
    flatten_annotations(pdf);
    clean_catalog(pdf.getRoot());
    keep_keys(pdf.getTrailer(), std::initializer_list<char const*>{"/Root", "/Size"});
    if (auto cleaned = clean_objects(pdf, pdf.getRoot(), limits.objects); !cleaned)
        return std::move(cleaned).error();
    auto scrubbed = write(pdf);
    if (pdf.anyWarnings())
        return damaged();
    return scrubbed;
}

} // namespace

Result<std::string> scrub_pdf(std::string_view bytes, PdfLimits const& limits)
{
    if (bytes.size() > limits.input_bytes)
        return limit_reached(
            fmt::format("the PDF has {} bytes, more than the {} allowed", bytes.size(), limits.input_bytes));
    try {
        return scrub(bytes, limits);
    } catch (QPDFExc const& error) {
        if (error.getErrorCode() == qpdf_e_password)
            return invalid("the PDF is protected with a password; save it without one and take that");
        return damaged();
    } catch (std::bad_alloc const&) {
        return limit_reached("the PDF needs too much memory");
    } catch (std::exception const&) {
        return damaged();
    }
}

} // namespace broadsheet::files
