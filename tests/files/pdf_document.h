#pragma once

#include <string>
#include <vector>

namespace broadsheet::test {

// A PDF file of these objects, numbered from 1, of which the first is the catalog.
std::string pdf_of(std::vector<std::string> const& objects, std::string const& in_trailer = "");

// "<< /Length 5 extra >> stream…"
std::string pdf_stream(std::string const& content, std::string const& extra = "");

// A file of one page with these entries in its catalog and page. `objects` follow from number 5 on.
std::string small_pdf(std::string const& in_catalog = "", std::string const& in_page = "",
    std::vector<std::string> const& objects = {}, std::string const& in_trailer = "");

} // namespace broadsheet::test
