#pragma once

#include "base/result.h"

#include <string_view>

namespace broadsheet::files {

struct RecordingLimits {
    std::uint64_t input_bytes = std::uint64_t{4} << 30;
    unsigned streams = 16;
};

// Copies the sound, pictures and subtitles of an MP3, MP4 (M4A, MOV), WebM, Ogg, FLAC or WAV file into a new
// file of that form, without its tags, cover, chapters, dates, places, attachments, data streams (a camera's
// GPS among them) and messages of the encoder within a film. Nothing is decoded; a film's rotation stays.
// `input` is read and `output` written from their beginning; both must be regular files, of which only a
// small part is held in memory. `extension` is that of media::file_type_of(). Refused: what is damaged or of
// another form, what cannot be stored in its form (`invalid`), and what is over the limits (`limit`).
Result<void> scrub_recording(int input, int output, std::string_view extension, RecordingLimits const& = {});

} // namespace broadsheet::files
