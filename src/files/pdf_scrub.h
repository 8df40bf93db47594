#pragma once

#include "base/result.h"

#include <string>
#include <string_view>

namespace broadsheet::files {

struct PdfLimits {
    std::size_t input_bytes = 64u << 20;
    std::size_t pages = 20'000;
    std::size_t objects = 2'000'000; // looked at
};

// Returns a PDF written anew with what is seen on its pages, and nothing else: no document information, XMP,
// attached files, scripts, actions, thumbnails, data of programs or forms, comments' authors and texts,
// earlier versions, metadata of its pictures. Links to web addresses and within the document stay, as do
// outline, layers, tags for screen readers, and what fields and markings show, which becomes part of the
// page. Scrubbing what was scrubbed changes nothing.
// Refused: what is protected, damaged (`invalid`) or over the limits (`limit`). May need much memory: see
// sandbox/sandbox.h. ISO 32000-1,
// https://opensource.adobe.com/dc-acrobat-sdk-docs/pdfstandards/PDF32000_2008.pdf
Result<std::string> scrub_pdf(std::string_view pdf, PdfLimits const& = {});

} // namespace broadsheet::files
