#include "mirror/built_files.h"

#include "base/encoding.h"
#include "base/file.h"
#include "mirror/log/numbers.h"

#include <algorithm>
#include <charconv>
#include <fmt/format.h>
#include <set>

namespace broadsheet::mirror {

namespace {

constexpr std::size_t fingerprint_digits = 16;
constexpr std::uint64_t kept_bits = ~std::uint64_t{0} >> 1; // of a fingerprint: File has no room for one more
constexpr std::size_t lines_to_spare = 1'000;
constexpr char put_kind = '+';
constexpr char gone_kind = '-';
constexpr char end_kind = '=';

std::optional<std::uint64_t> parse_hexadecimal(std::string_view text)
{
    std::uint64_t number = 0;
    auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), number, 16);
    if (text.empty() || error != std::errc() || end != text.data() + text.size())
        return {};
    return number;
}

struct PutLine {
    std::uint64_t fingerprint = 0;
    std::string_view key;
};

std::optional<PutLine> parse_put(std::string_view line)
{
    if (line.size() < fingerprint_digits + 3 || line[0] != put_kind || line[fingerprint_digits + 1] != ' ')
        return {};
    auto const fingerprint = parse_hexadecimal(line.substr(1, fingerprint_digits));
    if (!fingerprint)
        return {};
    return PutLine{*fingerprint & kept_bits, line.substr(fingerprint_digits + 2)};
}

std::optional<BuiltFiles::State> parse_end(std::string_view line)
{
    Fields fields(line.substr(1), ' ');
    auto const everything = parse_hexadecimal(fields.take());
    auto const edition = plain_number(fields.take());
    auto const log_size = plain_number(fields.take_rest());
    if (!everything || !edition || !log_size)
        return {};
    return BuiltFiles::State{*everything, static_cast<std::int64_t>(*edition), *log_size};
}

std::string end_line(BuiltFiles::State const& state)
{
    return fmt::format("{}{:016x} {} {}\n", end_kind, state.everything, state.edition, state.log_size);
}

} // namespace

BuiltFiles::BuiltFiles(std::filesystem::path folder)
    : path_(folder / file_name)
    , news_path_(folder / fmt::format("{}.new", file_name))
{
}

Result<BuiltFiles> BuiltFiles::open(std::filesystem::path const& folder)
{
    BuiltFiles built(folder);
    TRY(built.read());
    built.news_.open(built.news_path_, std::ios::trunc);
    if (!built.news_)
        return io_error(fmt::format("cannot write {}", built.news_path_.string()));
    return built;
}

void BuiltFiles::begin_anew()
{
    files_.clear();
    state_.reset();
    whole_bytes_ = 0;
    lines_ = 0;
}

// Returns whether the line is of the form.
bool BuiltFiles::read_line(std::string_view line, Files& unfinished)
{
    if (line.empty())
        return false;
    if (line[0] == gone_kind) {
        unfinished[hash64(line.substr(1))] = {true, 0};
        return true;
    }
    if (line[0] == end_kind) {
        state_ = parse_end(line);
        if (files_.empty()) { // the first build, which is nearly all
            files_.swap(unfinished);
            boost::unordered::erase_if(files_, [](auto const& file) { return file.second.is_seen; });
        }
        for (auto const& [hash, file] : unfinished)
            if (file.is_seen)
                files_.erase(hash);
            else
                files_[hash] = file;
        unfinished.clear();
        return state_.has_value();
    }
    auto const put = parse_put(line);
    if (put)
        unfinished[hash64(put->key)] = {false, put->fingerprint};
    return put.has_value();
}

// What stands behind the last build's end was being written when the machine stopped.
Result<void> BuiltFiles::read()
{
    std::ifstream in(path_, std::ios::binary);
    Files unfinished;
    std::uintmax_t bytes = 0;
    std::size_t lines = 0;
    for (std::string line; std::getline(in, line) && !in.eof();) {
        bytes += line.size() + 1;
        ++lines;
        if (!read_line(line, unfinished)) {
            begin_anew();
            return {};
        }
        if (unfinished.empty()) {
            whole_bytes_ = bytes;
            lines_ = lines;
        }
    }
    if (in.bad())
        return io_error(fmt::format("cannot read {}", path_.string()));
    return {};
}

bool BuiltFiles::is_current(std::string_view key, std::uint64_t fingerprint)
{
    std::scoped_lock lock(*mutex_);
    auto const found = files_.find(hash64(key));
    if (found == files_.end())
        return false;
    found->second.is_seen = true;
    return fingerprint != 0 && found->second.fingerprint == (fingerprint & kept_bits);
}

Result<void> BuiltFiles::note(std::string_view key, std::uint64_t fingerprint)
{
    fingerprint &= kept_bits;
    std::scoped_lock lock(*mutex_);
    auto const [found, is_new] = files_.try_emplace(hash64(key));
    found->second.is_seen = true;
    if (!is_new && found->second.fingerprint == fingerprint)
        return {};
    found->second.fingerprint = fingerprint;
    if (!(news_ << fmt::format("{}{:016x} {}\n", put_kind, fingerprint, key)))
        return io_error(fmt::format("cannot write {}", news_path_.string()));
    return {};
}

Result<std::vector<std::string>> BuiltFiles::left_over() const
{
    // Mostly nothing is, and the file need not be read for its keys.
    if (std::ranges::all_of(files_, [](auto const& file) { return file.second.is_seen; }))
        return std::vector<std::string>();
    std::set<std::string> keys;
    std::ifstream in(path_, std::ios::binary);
    for (std::string line; std::getline(in, line);)
        if (auto const put = parse_put(line))
            if (auto const found = files_.find(hash64(put->key));
                found != files_.end() && !found->second.is_seen)
                keys.emplace(put->key);
    if (in.bad())
        return io_error(fmt::format("cannot read {}", path_.string()));
    return std::vector(keys.begin(), keys.end());
}

Result<void> BuiltFiles::append_news()
{
    std::error_code failed;
    std::filesystem::resize_file(path_, whole_bytes_, failed);
    std::ifstream news(news_path_, std::ios::binary);
    std::ofstream out(path_, std::ios::app | std::ios::binary);
    for (std::string line; std::getline(news, line); ++lines_)
        out << line << '\n';
    out.close();
    if (failed || news.bad() || !out)
        return io_error(fmt::format("cannot write {}", path_.string()));
    std::filesystem::remove(news_path_, failed);
    return {};
}

// Writes the file anew, without what later lines have overtaken.
Result<void> BuiltFiles::compact(State const& state) const
{
    return write_file_atomically(
        path_,
        [&](PieceVisitor const& write) -> Result<void> {
            auto left = files_;
            std::ifstream in(path_, std::ios::binary);
            for (std::string line; std::getline(in, line);) {
                auto const put = parse_put(line);
                auto const found = put ? left.find(hash64(put->key)) : left.end();
                if (found == left.end() || found->second.fingerprint != put->fingerprint)
                    continue;
                left.erase(found);
                TRY(write(line + '\n'));
            }
            return in.bad() ? io_error(fmt::format("cannot read {}", path_.string()))
                            : write(end_line(state));
        },
        Durability::cached);
}

Result<void> BuiltFiles::finish(State const& state, std::vector<std::string> const& gone)
{
    for (auto const& key : gone) {
        news_ << gone_kind << key << '\n';
        files_.erase(hash64(key));
    }
    news_ << end_line(state);
    news_.close();
    if (!news_)
        return io_error(fmt::format("cannot write {}", news_path_.string()));
    if (whole_bytes_ == 0)
        return put_in_place(news_path_, path_);
    TRY(append_news());
    return lines_ > 2 * files_.size() + lines_to_spare ? compact(state) : Result<void>();
}

void BuiltFiles::forget() const
{
    std::error_code ignored;
    std::filesystem::remove(path_, ignored);
    std::filesystem::remove(news_path_, ignored);
}

} // namespace broadsheet::mirror
