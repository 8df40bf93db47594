#include "cli/verified_source.h"

#include "base/ascii.h"
#include "base/file.h"
#include "http/client.h"
#include "mirror/build.h"
#include "mirror/verify/file_proof.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>
#include <utility>

namespace broadsheet::cli {

namespace {

constexpr std::string_view standard_input = "-";
constexpr std::string_view proof_ending = ".proof";
constexpr std::string_view proof_start = "c2sp.org/tlog-proof";
constexpr std::size_t largest_checkpoint = 64u << 10;
constexpr std::size_t largest_proof = 1u << 20;
constexpr unsigned connections_to_host = 8; // its answers are what is waited for

bool is_folder(std::string const& what)
{
    std::error_code failed;
    return std::filesystem::is_directory(what, failed);
}

bool is_file_up_to(std::string const& what, std::size_t most)
{
    std::error_code failed;
    auto const size = std::filesystem::file_size(what, failed);
    return !is_address(what) && !failed && size <= most;
}

Result<void> copy(int from, int to)
{
    std::array<char, 1 << 16> buffer{};
    for (;;) {
        auto const got = ::read(from, buffer.data(), buffer.size());
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return system_error("cannot read standard input", errno);
        if (got == 0)
            return {};
        TRY(write_all(to, {buffer.data(), static_cast<std::size_t>(got)}, "a temporary file"));
    }
}

// A pipe is kept in a file without a name meanwhile: what proves the rest stands in the middle of it.
Result<std::unique_ptr<mirror::Source>> open_standard_input()
{
    FileDescriptor file(::fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 0));
    if (!file)
        return system_error("cannot read standard input", errno);
    if (::lseek(file.get(), 0, SEEK_CUR) == 0)
        return mirror::open_tar(std::move(file));
    std::error_code failed;
    auto const folder = std::filesystem::temp_directory_path(failed);
    FileDescriptor kept(::open(folder.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600));
    if (!kept)
        return system_error(fmt::format("cannot make a temporary file in {}", folder.string()), errno);
    TRY(copy(file.get(), kept.get()));
    return mirror::open_tar(std::move(kept));
}

// What the newspaper prints is in groups of four.
Result<std::string> key_of(std::string text)
{
    std::erase(text, ' ');
    if (mirror::is_fingerprint(text))
        return to_lower(text);
    if (!mirror::VerifierKey::parse(text).ok())
        return invalid(
            fmt::format("--key: \"{}\" is neither a fingerprint, of 64 digits 0-9 and a-f, nor a key, "
                        "NAME+ID+BASE64",
                text));
    return text;
}

// Opens a folder, a tar file ("-": standard input) or an address.
Result<std::unique_ptr<mirror::Source>> open_source(http::Client& client, std::string const& what)
{
    if (is_address(what))
        return mirror::open_url(client, what);
    auto source = is_folder(what) ? mirror::open_folder(what)
        : what == standard_input  ? open_standard_input()
                                  : mirror::open_tar(what);
    if (source)
        return source;
    auto error = std::move(source).error().within(what);
    if (error.code == ErrorCode::not_found && std::filesystem::exists(what))
        error.message
            += ". One file of a mirror is proven by what lies beside it, with .proof at its end, or "
               "by a mirror that is given with --proof";
    return error;
}

// Refuses what has none of a mirror's files, or is not one whole edition: what somebody has mistyped is told
// as that, and not as a forgery.
Result<void> check_is_mirror(mirror::Source& source, std::string const& what)
{
    for (auto const* name : {"log/latest", "log/checkpoint", "log/root"}) {
        auto const there = source.read_all(name);
        if (there.ok() || there.error().code != ErrorCode::not_found)
            return is_folder(what) ? mirror::check_is_whole(what) : Result<void>();
    }
    return not_found(
        fmt::format("{} is no mirror: there is no log/ in it. Give the folder, file or address that a mirror "
                    "begins at",
            what));
}

// Takes a mirror for what was seen before.
Result<void> remember(Judging& judging, std::unique_ptr<mirror::Source> seen)
{
    judging.newer = std::move(seen);
    judging.how.newer = judging.newer.get();
    judging.how.since = TRY(judging.newer->read_all("log/checkpoint", largest_checkpoint));
    return {};
}

// Reads what was seen before: a checkpoint in a file, or a whole mirror.
Result<void> read_since(http::Client& client, std::string const& since, Judging& judging)
{
    if (!is_file_up_to(since, largest_checkpoint))
        return remember(judging, TRY(open_source(client, since)));
    judging.how.since = TRY(read_file(since, largest_checkpoint));
    if (auto const checkpoint = mirror::checkpoint_in(judging.how.since); !checkpoint.ok())
        return invalid(fmt::format("--since: {} holds no checkpoint: {}", since, checkpoint.error().message));
    return {};
}

} // namespace

bool is_address(std::string_view what)
{
    return what.starts_with("http://") || what.starts_with("https://");
}

Result<Judging> how_to_verify(http::Client& client, VerifyCommandOptions const& options, ProgressBar& bar)
{
    Judging judging;
    auto& how = judging.how;
    if (!options.key.empty())
        how.key = TRY(key_of(options.key));
    how.threads = options.threads == 0 && is_address(options.what) ? connections_to_host : options.threads;
    how.host_files = options.host_files;
    for (auto const& text : options.witnesses)
        how.witnesses.push_back(TRY(mirror::VerifierKey::parse(text)));
    how.quorum = options.quorum != 0 ? options.quorum : std::min<std::size_t>(1, how.witnesses.size());
    if (how.quorum > how.witnesses.size())
        return invalid(fmt::format("--quorum {}: there are only {} witnesses, given with --witness",
            how.quorum, how.witnesses.size()));
    how.progress = [&bar, is_begun = false](std::uint64_t files, std::uint64_t of) mutable {
        if (!std::exchange(is_begun, true))
            bar.begin("files", of);
        bar.reach(files);
    };
    if (!options.since.empty())
        TRY(read_since(client, options.since, judging));
    return judging;
}

Result<std::unique_ptr<mirror::Source>> open_mirror(http::Client& client, std::string const& what)
{
    auto source = TRY(open_source(client, what));
    TRY(check_is_mirror(*source, what));
    return source;
}

bool is_ambiguous(Result<std::unique_ptr<mirror::Source>> const& source)
{
    return !source.ok() && source.error().code == ErrorCode::invalid;
}

Result<std::optional<std::string>> find_proof(
    http::Client& client, std::string const& what, std::string const& proof, Judging& judging)
{
    using Found = std::optional<std::string>;
    std::error_code failed;
    if (!std::filesystem::is_regular_file(what, failed)) {
        if (!proof.empty())
            return not_found(fmt::format("there is no file {}, which --proof is to prove", what));
        return Found();
    }
    auto const beside = what + std::string(proof_ending);
    if (proof.empty() && std::filesystem::exists(beside, failed))
        return Found(TRY(read_file(beside, largest_proof)));
    if (proof.empty())
        return Found();
    if (is_file_up_to(proof, largest_proof)) {
        auto text = TRY(read_file(proof, largest_proof));
        if (text.starts_with(proof_start))
            return Found(std::move(text));
    }
    auto source = TRY(open_source(client, proof));
    auto const name = fmt::format("takeaway/{}", std::filesystem::path(what).filename().string());
    auto const made = mirror::prove_file(*source, name);
    if (judging.how.since.empty() && std::filesystem::exists(beside, failed)) {
        // The mirror may have another edition of it by now, or none; then what came with the file proves it.
        auto own = TRY(read_file(beside, largest_proof));
        auto const own_proof = mirror::FileProof::parse(own);
        bool const is_gone = !made.ok() && made.error().code == ErrorCode::not_found;
        if (own_proof.ok() && (is_gone || (made.ok() && made->line.index != own_proof->line.index))) {
            TRY(remember(judging, std::move(source)));
            return Found(std::move(own));
        }
    }
    if (!made.ok())
        return made.error();
    return Found(made->to_string());
}

} // namespace broadsheet::cli
