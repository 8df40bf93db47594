#pragma once

#include "base/result.h"

#include <string>
#include <string_view>

namespace broadsheet::files {

// Return a picture as it lies in a PDF with nothing left but what shows it: without EXIF, XMP, comments,
// thumbnails, colour profiles (a PDF names its colours itself) and what stands behind its end. Nothing is
// decoded. Refused, as invalid: what is cut short or none of that form.

// https://www.w3.org/Graphics/JPEG/itu-t81.pdf (Annex B)
Result<std::string> bare_jpeg(std::string_view);
// A JP2 file or a bare codestream. https://www.itu.int/rec/T-REC-T.800 (Annexes A and I)
Result<std::string> bare_jpeg2000(std::string_view);

} // namespace broadsheet::files
