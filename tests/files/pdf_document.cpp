#include "files/pdf_document.h"

#include <fmt/format.h>

namespace broadsheet::test {

std::string pdf_of(std::vector<std::string> const& objects, std::string const& in_trailer)
{
    std::string pdf = "%PDF-1.7\n";
    auto table = fmt::format("xref\n0 {}\n0000000000 65535 f \n", objects.size() + 1);
    for (std::size_t index = 0; index < objects.size(); ++index) {
        table += fmt::format("{:010} 00000 n \n", pdf.size());
        pdf += fmt::format("{} 0 obj\n{}\nendobj\n", index + 1, objects[index]);
    }
    return fmt::format("{}{}trailer\n<< /Size {} /Root 1 0 R {} >>\nstartxref\n{}\n%%EOF\n", pdf, table,
        objects.size() + 1, in_trailer, pdf.size());
}

std::string pdf_stream(std::string const& content, std::string const& extra)
{
    return fmt::format("<< /Length {} {} >>\nstream\n{}\nendstream", content.size(), extra, content);
}

std::string small_pdf(std::string const& in_catalog, std::string const& in_page,
    std::vector<std::string> const& objects, std::string const& in_trailer)
{
    std::vector<std::string> all{fmt::format("<< /Type /Catalog /Pages 2 0 R {} >>", in_catalog),
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        fmt::format("<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 200] /Contents 4 0 R {} >>", in_page),
        pdf_stream("BT /F1 12 Tf 20 100 Td (seen) Tj ET")};
    all.insert(all.end(), objects.begin(), objects.end());
    return pdf_of(all, in_trailer);
}

} // namespace broadsheet::test
