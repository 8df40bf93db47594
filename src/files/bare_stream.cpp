#include "files/bare_stream.h"

#include "files/damaged.h"
#include "files/hevc_head.h"
#include "files/vorbis_head.h"

#include <algorithm>
#include <cstring>

extern "C" {
#include <libavutil/opt.h>
}

namespace broadsheet::files {

namespace {

struct Messages {
    AVCodecID codec;
    char const* units; // by their type's number
};

// H.264: https://www.itu.int/rec/T-REC-H.264 (Table 7-1), HEVC: https://www.itu.int/rec/T-REC-H.265 (Table
// 7-1), AV1: https://aomediacodec.github.io/av1-spec/#obu-header-semantics
constexpr Messages messages[]
    = {{AV_CODEC_ID_H264, "6"}, {AV_CODEC_ID_HEVC, "39-40"}, {AV_CODEC_ID_AV1, "5"}};

constexpr AVPacketSideDataType needed[] = {AV_PKT_DATA_NEW_EXTRADATA, AV_PKT_DATA_SKIP_SAMPLES,
    AV_PKT_DATA_MATROSKA_BLOCKADDITIONAL, AV_PKT_DATA_WEBVTT_IDENTIFIER, AV_PKT_DATA_WEBVTT_SETTINGS};

char const* messages_of(AVCodecID codec)
{
    for (auto const& [of, units] : messages)
        if (of == codec)
            return units;
    return nullptr;
}

// What a muxer copies as it is, and encoders write their names and tags into.
Result<std::string> bare_head(AVCodecID codec, std::string_view head)
{
    if (codec == AV_CODEC_ID_VORBIS)
        return without_vorbis_comment(head);
    if (codec == AV_CODEC_ID_HEVC) // which the filter leaves in
        return without_hevc_messages(head);
    return std::string(head);
}

Result<void> leave_bare_head(AVCodecParameters& parameters)
{
    auto const head = TRY(bare_head(parameters.codec_id,
        {reinterpret_cast<char const*>(parameters.extradata),
            static_cast<std::size_t>(parameters.extradata_size)}));
    auto* const bytes = static_cast<std::uint8_t*>(av_mallocz(head.size() + AV_INPUT_BUFFER_PADDING_SIZE));
    if (bytes == nullptr)
        return limit_reached("the recording needs too much memory");
    std::memcpy(bytes, head.data(), head.size());
    av_freep(&parameters.extradata);
    parameters.extradata = bytes;
    parameters.extradata_size = static_cast<int>(head.size());
    return {};
}

} // namespace

bool is_kept(AVStream const& stream)
{
    auto const kind = stream.codecpar->codec_type;
    bool const is_cover
        = stream.disposition & (AV_DISPOSITION_ATTACHED_PIC | AV_DISPOSITION_TIMED_THUMBNAILS);
    return !is_cover
        && (kind == AVMEDIA_TYPE_AUDIO || kind == AVMEDIA_TYPE_VIDEO || kind == AVMEDIA_TYPE_SUBTITLE);
}

Result<Filter> open_filter(AVStream const& in)
{
    auto const* units = messages_of(in.codecpar->codec_id);
    AVBSFContext* filter = nullptr;
    int failed = units == nullptr ? av_bsf_get_null_filter(&filter)
                                  : av_bsf_alloc(av_bsf_get_by_name("filter_units"), &filter);
    Filter opened(filter);
    if (failed >= 0 && units != nullptr)
        failed = av_opt_set(filter->priv_data, "remove_types", units, 0);
    if (failed >= 0)
        failed = avcodec_parameters_copy(filter->par_in, in.codecpar);
    if (failed >= 0) {
        filter->time_base_in = in.time_base;
        failed = av_bsf_init(filter);
    }
    if (failed < 0)
        return damaged_recording();
    return opened;
}

Result<void> describe_bare(AVStream& out, AVStream const& in, AVBSFContext const& filter)
{
    if (int const failed = avcodec_parameters_copy(out.codecpar, filter.par_out); failed < 0)
        return damaged_recording();
    out.codecpar->codec_tag = 0;
    out.codecpar->bit_rate = 0; // of the file before: the muxer counts its own
    if (out.codecpar->extradata_size > 0)
        TRY(leave_bare_head(*out.codecpar));
    out.time_base = in.time_base;
    out.avg_frame_rate = in.avg_frame_rate;
    out.sample_aspect_ratio = in.sample_aspect_ratio;
    std::size_t size = 0;
    if (auto const* rotation = av_stream_get_side_data(&in, AV_PKT_DATA_DISPLAYMATRIX, &size))
        if (auto* copy = av_stream_new_side_data(&out, AV_PKT_DATA_DISPLAYMATRIX, size))
            std::memcpy(copy, rotation, size);
    return {};
}

void leave_bare(AVPacket& packet)
{
    for (int index = packet.side_data_elems - 1; index >= 0; --index) {
        auto& data = packet.side_data[index];
        if (std::ranges::find(needed, data.type) != std::end(needed))
            continue;
        av_freep(&data.data);
        data = packet.side_data[--packet.side_data_elems];
    }
}

} // namespace broadsheet::files
