#pragma once

#include "base/result.h"
#include "files/av.h"

namespace broadsheet::files {

// Whether a stream is sound, film (not a cover) or subtitles.
bool is_kept(AVStream const&);

// Opens the filter that takes messages to programs (SEI, metadata OBUs) out of a film's packets; for other
// streams one that changes nothing.
Result<Filter> open_filter(AVStream const&);

// Describes in `out` how `in` is coded once it has passed the filter, and its rotation, and nothing else.
Result<void> describe_bare(AVStream& out, AVStream const& in, AVBSFContext const& filter);

// Leaves of what comes along with a packet's data only what decoding it needs.
void leave_bare(AVPacket&);

} // namespace broadsheet::files
