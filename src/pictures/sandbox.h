#pragma once

#include "base/result.h"
#include "media/picture.h"

namespace broadsheet::pictures {

// Takes from this process, for ever, what a decoder of hostile pictures does not need: more memory and
// processor time than the limits, the network, starting programs, writing or removing files, looking into
// other processes.
Result<void> enter_sandbox(media::PictureLimits const&);

} // namespace broadsheet::pictures
