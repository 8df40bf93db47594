#pragma once

#include "base/result.h"

#include <qpdf/QPDF.hh>

namespace broadsheet::files {

// Leaves of a stream (a picture, a form, any other) what shows it: known keys of its dictionary, its data,
// and of a JPEG or JPEG 2000 in it the bare picture.
Result<void> clean_stream(QPDF&, QPDFObjectHandle stream);

} // namespace broadsheet::files
