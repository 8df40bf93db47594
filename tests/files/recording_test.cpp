// What recorders write into sound and film, and exiftool and ffmpeg as the judges of what is left of it.
#include "files/recording.h"

#include "base/file.h"
#include "base/file_descriptor.h"
#include "files/judges.h"
#include "support/sound.h"
#include "support/temporary_folder.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <gmock/gmock.h>

namespace broadsheet::files {
namespace {

using test::printed_by;
using testing::AnyOf;
using testing::Contains;
using testing::Each;
using testing::HasSubstr;
using testing::Not;

class RecordingTest : public testing::Test {
protected:
    std::string path_of(std::string const& name) const { return (folder_.path() / name).string(); }

    Result<std::string> scrub(
        std::string const& file, std::string_view extension, RecordingLimits const& limits = {}) const
    {
        FileDescriptor const in(open(file.c_str(), O_RDONLY | O_CLOEXEC));
        auto const name = path_of("scrubbed" + std::string(extension));
        FileDescriptor const out(open(name.c_str(), O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600));
        TRY(scrub_recording(in.get(), out.get(), extension, limits));
        return read_file(name);
    }

    Result<std::string> scrub_bytes(
        std::string_view bytes, std::string_view extension, RecordingLimits const& limits = {}) const
    {
        EXPECT_TRUE(write_file_atomically(path_of("given"), bytes, Durability::cached).ok());
        return scrub(path_of("given"), extension, limits);
    }

    test::TemporaryFolder folder_;
};

struct Form {
    char const* extension;
    char const* name; // ffmpeg's file, which may have another ending
    char const* coding;
};

constexpr char const* sound = "-f lavfi -i sine=frequency=440:duration=1";
constexpr char const* film = "-f lavfi -i testsrc=duration=1:size=96x64:rate=10 -f lavfi -i sine=duration=1";
constexpr char const* tags = "-metadata title=CANARY -metadata artist=CANARY -metadata comment=CANARY "
                             "-metadata location=+54.6+25.2/ -metadata creation_time=2020-02-02T02:02:02Z "
                             "-metadata:s title=CANARY -metadata:s handler_name=CANARY";

class RecordingForms : public RecordingTest, public testing::WithParamInterface<Form> { };

TEST_P(RecordingForms, LoseEverythingButWhatIsHeardAndSeen)
{
    auto const [extension, name, coding] = GetParam();
    auto const file = path_of(name);
    printed_by(fmt::format("ffmpeg -v error {} {} {}", coding, tags, file));
    ASSERT_THAT(read_file(file).value(), HasSubstr("CANARY"));
    auto const scrubbed = scrub(file, extension);
    ASSERT_TRUE(scrubbed.ok()) << scrubbed.error().message;
    for (auto const* secret : {"CANARY", "54.6", "x264", "x265", "2020"})
        EXPECT_EQ(scrubbed->find(secret), std::string::npos) << secret;
    auto const after = path_of("scrubbed" + std::string(extension));
    auto const told
        = printed_by(fmt::format("exiftool -a -u -U -ee -s -s --ExifTool:all --System:all {}", after));
    for (auto const* tag : {"Title", "Artist", "Comment", "GPS", "Location", "Encoder", "Picture"})
        EXPECT_THAT(told, Not(HasSubstr(tag)));
    // Dates have a place of their own in MP4.
    for (auto at = told.find("Date: "); at != std::string::npos; at = told.find("Date: ", at + 1))
        EXPECT_EQ(told.substr(at + 6, 10), "0000:00:00");
    // The same sound and film, sample for sample.
    auto const samples = [&](std::string const& of) {
        return printed_by(fmt::format("ffmpeg -v error -xerror -i {} -map 0:V? -map 0:a? -f md5 -", of));
    };
    EXPECT_EQ(samples(after), samples(file));
    EXPECT_TRUE(scrub_bytes(*scrubbed, extension).value() == *scrubbed) << "the second time changes nothing";
}

INSTANTIATE_TEST_SUITE_P(Forms, RecordingForms,
    testing::Values(Form{".mp3", "a.mp3", sound}, Form{".m4a", "a.m4a", sound}, Form{".ogg", "a.ogg", sound},
        Form{".ogg", "b.ogg", "-f lavfi -i sine=duration=1 -c:a libopus"}, Form{".flac", "a.flac", sound},
        Form{".wav", "a.wav", sound}, Form{".mp4", "a.mp4", film},
        Form{".mp4", "a.mov",
            "-f lavfi -i testsrc=duration=1:size=96x64:rate=10 -c:v libx265 -x265-params log-level=none "
            "-timecode 01:00:00:00"},
        Form{".webm", "a.webm", film},
        Form{".webm", "v.webm",
            "-f lavfi -i testsrc=duration=1:size=96x64 -f lavfi -i sine=duration=1 -c:v libvpx -c:a "
            "libvorbis"}));

TEST_F(RecordingTest, LosesCoversAndKeepsRotation)
{
    auto const file = path_of("covered.m4a");
    printed_by(fmt::format("ffmpeg -v error {} -f lavfi -i color=red:s=64x64:d=0.1:r=10 -map 0 -map 1 "
                           "-frames:v 1 -c:v mjpeg -disposition:v attached_pic {}",
        sound, file));
    ASSERT_THAT(printed_by("exiftool -s -s " + file), HasSubstr("CoverArt"));
    auto const uncovered = scrub(file, ".m4a");
    ASSERT_TRUE(uncovered.ok()) << uncovered.error().message;
    EXPECT_THAT(printed_by("exiftool -s -s " + path_of("scrubbed.m4a")), Not(HasSubstr("CoverArt")));

    auto const turned = path_of("turned.mp4");
    printed_by(
        fmt::format("ffmpeg -v error -f lavfi -i testsrc=duration=1:size=96x64 {}", path_of("upright.mp4")));
    printed_by(fmt::format(
        "ffmpeg -v error -i {} -c copy -metadata:s:v rotate=90 {}", path_of("upright.mp4"), turned));
    ASSERT_TRUE(scrub(turned, ".mp4").ok());
    auto const rotation = printed_by("exiftool -s -s -Rotation " + turned);
    ASSERT_THAT(rotation, AnyOf(HasSubstr("90"), HasSubstr("270")));
    EXPECT_EQ(printed_by("exiftool -s -s -Rotation " + path_of("scrubbed.mp4")), rotation);
}

TEST_F(RecordingTest, RefusesWhatIsDamagedOrOfAnotherForm)
{
    printed_by(fmt::format("ffmpeg -v error {} {}", film, path_of("whole.mp4")));
    auto const whole = read_file(path_of("whole.mp4")).value();
    struct {
        char const* name;
        std::string bytes;
        char const* extension;
        char const* message;
    } const cases[] = {
        {"nothing", "", ".mp3", "damaged"},
        {"no sound behind its tag", "ID3\4", ".mp3", "damaged"},
        {"text", std::string(4096, 'x'), ".ogg", "damaged"},
        {"a head alone", "fLaC", ".flac", "damaged"},
        {"a film without its table", whole.substr(0, whole.size() / 2), ".mp4", "damaged"},
        {"a page", "<html><script>alert(1)</script></html>", ".webm", "damaged"},
        {"a list of files", "#EXTM3U\nhttp://127.0.0.1/\n", ".mp4", "damaged"},
        {"a form that is not cleaned", whole, ".avi", "no form of recording"},
    };
    for (auto const& refused : cases) {
        auto const scrubbed = scrub_bytes(refused.bytes, refused.extension);
        ASSERT_FALSE(scrubbed.ok()) << refused.name;
        EXPECT_EQ(scrubbed.error().code, ErrorCode::invalid) << refused.name;
        EXPECT_THAT(scrubbed.error().message, HasSubstr(refused.message)) << refused.name;
    }
    EXPECT_EQ(scrub_bytes(test::silence(), ".wav", {100, 1}).error().code, ErrorCode::limit);
    EXPECT_EQ(scrub_bytes(whole, ".mp4", {1 << 20, 1}).error().code, ErrorCode::invalid);
    EXPECT_EQ(scrub_bytes(test::silence(), ".wav").value(), test::silence());
}

} // namespace
} // namespace broadsheet::files
