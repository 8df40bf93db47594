#include "files/recording.h"

#include "files/av.h"
#include "files/bare_stream.h"
#include "files/damaged.h"

#include <fmt/format.h>
#include <unistd.h>
#include <vector>

namespace broadsheet::files {

namespace {

struct Form {
    std::string_view extension;
    char const* demuxer;
    char const* muxer;
};

constexpr Form forms[] = {{".mp3", "mp3", "mp3"}, {".mp4", "mov", "mp4"}, {".m4a", "mov", "ipod"},
    {".webm", "matroska", "webm"}, {".ogg", "ogg", "ogg"}, {".flac", "flac", "flac"}, {".wav", "wav", "wav"}};

struct Track {
    AVStream* out = nullptr; // null: left out
    Filter filter;
    std::int64_t delay = 0; // of a coder, in the input's time base, that the muxer does not add
};

class Copying {
public:
    Copying(int input, int output, Form const& form, RecordingLimits const& limits)
        : form_(form)
        , limits_(limits)
        , read_place_{input, 0}
        , write_place_{output, 0}
    {
    }

    Result<void> run()
    {
        TRY(open_input());
        TRY(open_output());
        TRY(copy_packets());
        if (int const failed = av_write_trailer(output_.get()); failed < 0)
            return damaged_recording();
        avio_flush(output_->pb);
        return output_->pb->error < 0 ? Result<void>(io_error("it cannot be written")) : Result<void>();
    }

private:
    Result<void> open_input()
    {
        AVFormatContext* input = avformat_alloc_context();
        input->pb = read_io_.get();
        input->flags |= AVFMT_FLAG_CUSTOM_IO;
        input->max_streams = static_cast<int>(limits_.streams);
        // Any other form could name further files.
        int failed = avformat_open_input(&input, "", av_find_input_format(form_.demuxer), nullptr);
        if (failed < 0)
            return damaged_recording();
        input_.reset(input);
        failed = avformat_find_stream_info(input, nullptr);
        return failed < 0 ? Result<void>(damaged_recording()) : Result<void>();
    }

    Result<void> open_output()
    {
        AVFormatContext* output = nullptr;
        if (int const failed = avformat_alloc_output_context2(&output, nullptr, form_.muxer, ""); failed < 0)
            return damaged_recording();
        output_.reset(output);
        output->pb = write_io_.get();
        // Else the muxer names itself, and the time.
        output->flags |= AVFMT_FLAG_CUSTOM_IO | AVFMT_FLAG_BITEXACT;
        output->opaque = this;
        output->io_open = read_again;
        output->io_close2 = [](AVFormatContext*, AVIOContext* io) { return FreeIo()(io), 0; };
        // What a coder of sound begins before its time has a field in WebM.
        if (form_.extension == ".webm")
            output->avoid_negative_ts = AVFMT_AVOID_NEG_TS_DISABLED;
        TRY(choose_tracks());
        AVDictionary* options = nullptr;
        av_dict_set(&options, "id3v2_version", "0", 0); // of MP3
        av_dict_set(&options, "movflags", "faststart", 0); // of MP4: what a player needs first comes first
        int const failed = avformat_write_header(output, &options);
        av_dict_free(&options);
        if (failed < 0)
            return invalid("the recording is coded in a way that its form has no place for; save it as MP4, "
                           "WebM or MP3 and take that");
        return {};
    }

    Result<void> choose_tracks()
    {
        tracks_.resize(input_->nb_streams);
        for (unsigned index = 0; index < input_->nb_streams; ++index) {
            auto const* in = input_->streams[index];
            if (!is_kept(*in))
                continue;
            auto& track = tracks_[index];
            track.filter = TRY(open_filter(*in));
            track.out = avformat_new_stream(output_.get(), nullptr);
            TRY(describe_bare(*track.out, *in, *track.filter));
            if (form_.extension == ".webm" && in->codecpar->sample_rate > 0)
                track.delay = av_rescale_q(
                    in->codecpar->initial_padding, {1, in->codecpar->sample_rate}, in->time_base);
        }
        if (output_->nb_streams == 0)
            return invalid("there is neither sound nor film in the recording");
        return {};
    }

    Result<void> copy_packets()
    {
        Packet packet(av_packet_alloc());
        int failed = 0;
        while ((failed = av_read_frame(input_.get(), packet.get())) >= 0) {
            auto const index = static_cast<std::size_t>(packet->stream_index);
            // A demuxer may find streams on the way, which nothing is known of.
            if (index >= tracks_.size() || !tracks_[index].out)
                av_packet_unref(packet.get());
            else
                TRY(copy(*packet, tracks_[index], *input_->streams[index]));
        }
        if (failed != AVERROR_EOF || input_->pb->error < 0)
            return damaged_recording();
        return {};
    }

    Result<void> copy(AVPacket& packet, Track& track, AVStream const& in)
    {
        leave_bare(packet);
        if (int const failed = av_bsf_send_packet(track.filter.get(), &packet); failed < 0)
            return damaged_recording();
        int failed = 0;
        while ((failed = av_bsf_receive_packet(track.filter.get(), &packet)) >= 0) {
            packet.stream_index = track.out->index;
            packet.pos = -1;
            for (auto* time : {&packet.pts, &packet.dts})
                if (*time != AV_NOPTS_VALUE)
                    *time += track.delay;
            av_packet_rescale_ts(&packet, in.time_base, track.out->time_base);
            if (int const unwritten = av_interleaved_write_frame(output_.get(), &packet); unwritten < 0)
                return damaged_recording();
        }
        return failed == AVERROR(EAGAIN) ? Result<void>() : Result<void>(damaged_recording());
    }

    // By which a muxer that moves its data along reads what it has written.
    static int read_again(AVFormatContext* output, AVIOContext** io, char const*, int, AVDictionary**)
    {
        auto& copying = *static_cast<Copying*>(output->opaque);
        copying.written_place_ = {copying.write_place_.descriptor, 0};
        *io = open_io(copying.written_place_, Access::read).release();
        return 0;
    }

    Form const& form_;
    RecordingLimits const& limits_;
    Place read_place_;
    Place write_place_;
    Place written_place_;
    Io read_io_ = open_io(read_place_, Access::read);
    Io write_io_ = open_io(write_place_, Access::write);
    Input input_;
    Output output_;
    std::vector<Track> tracks_;
};

} // namespace

Result<void> scrub_recording(int input, int output, std::string_view extension, RecordingLimits const& limits)
{
    auto const size = lseek(input, 0, SEEK_END);
    if (size < 0)
        return io_error("it is no regular file");
    if (static_cast<std::uint64_t>(size) > limits.input_bytes)
        return limit_reached(
            fmt::format("the recording has {} bytes, more than the {} allowed", size, limits.input_bytes));
    // What it warns of is not for a log.
    av_log_set_level(AV_LOG_QUIET);
    for (auto const& form : forms)
        if (form.extension == extension)
            return Copying(input, output, form, limits).run();
    return invalid(fmt::format("{} is no form of recording that can be cleaned", extension));
}

} // namespace broadsheet::files
