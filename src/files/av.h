#pragma once

#include <cstdint>
#include <memory>

extern "C" {
#include <libavcodec/bsf.h>
#include <libavformat/avformat.h>
}

// What libavformat leaves to C, as values that clean up after themselves.
namespace broadsheet::files {

struct FreeIo {
    void operator()(AVIOContext* io) const
    {
        av_freep(&io->buffer);
        avio_context_free(&io);
    }
};
using Io = std::unique_ptr<AVIOContext, FreeIo>;

struct FreeInput {
    void operator()(AVFormatContext* input) const { avformat_close_input(&input); }
};
using Input = std::unique_ptr<AVFormatContext, FreeInput>;

struct FreeOutput {
    void operator()(AVFormatContext* output) const { avformat_free_context(output); }
};
using Output = std::unique_ptr<AVFormatContext, FreeOutput>;

struct FreePacket {
    void operator()(AVPacket* packet) const { av_packet_free(&packet); }
};
using Packet = std::unique_ptr<AVPacket, FreePacket>;

struct FreeFilter {
    void operator()(AVBSFContext* filter) const { av_bsf_free(&filter); }
};
using Filter = std::unique_ptr<AVBSFContext, FreeFilter>;

// A regular file, by its descriptor, from its beginning; the descriptor is borrowed through `place`, which
// must outlive what is returned.
struct Place {
    int descriptor = -1;
    std::int64_t at = 0;
};
enum class Access { read, write };
Io open_io(Place& place, Access);

} // namespace broadsheet::files
