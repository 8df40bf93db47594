#pragma once

#include "base/result.h"

namespace broadsheet::files {

// What is said of a damaged file, whatever a library found out: an editor is told in his language.

inline Error damaged_picture()
{
    return invalid("a picture in the PDF is damaged");
}

inline Error damaged_recording()
{
    return invalid("the recording is damaged or cut short");
}

} // namespace broadsheet::files
