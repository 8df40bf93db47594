#include "mirror/built_files.h"

#include "base/encoding.h"
#include "base/file.h"
#include "mirror/log/numbers.h"

#include <algorithm>
#include <charconv>
#include <fmt/format.h>
#include <iterator>
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
    files_ = {};
    state_.reset();
    whole_bytes_ = 0;
    lines_ = 0;
}

// Returns whether the line is of the form.
bool BuiltFiles::read_line(std::string_view line)
{
    if (line.empty())
        return false;
    if (line[0] == gone_kind) {
        files_.push_back({hash64(line.substr(1)), true, 0});
        return true;
    }
    if (line[0] == end_kind) {
        state_ = parse_end(line);
        return state_.has_value();
    }
    auto const put = parse_put(line);
    if (put)
        files_.push_back({hash64(put->key), false, put->fingerprint});
    return put.has_value();
}

// Keeps what the last of so many lines about each file says.
void BuiltFiles::end_reading(std::size_t whole_lines)
{
    files_.resize(whole_lines);
    std::ranges::stable_sort(files_, {}, &File::key);
    auto kept = files_.begin();
    for (auto file = files_.begin(); file != files_.end(); ++file)
        if (bool const is_last = file + 1 == files_.end() || file[1].key != file->key;
            is_last && !file->is_seen)
            *kept++ = *file;
    files_.erase(kept, files_.end());
}

// What stands behind the last build's end was being written when the machine stopped.
Result<void> BuiltFiles::read()
{
    std::ifstream in(path_, std::ios::binary);
    files_.reserve(static_cast<std::size_t>(
        std::count(std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>(), '\n')));
    in.clear();
    in.seekg(0);
    std::uintmax_t bytes = 0;
    std::size_t lines = 0;
    std::size_t whole = 0; // of files_
    for (std::string line; std::getline(in, line) && !in.eof();) {
        bytes += line.size() + 1;
        ++lines;
        if (!read_line(line)) {
            begin_anew();
            return {};
        }
        if (line[0] == end_kind) {
            whole = files_.size();
            whole_bytes_ = bytes;
            lines_ = lines;
        }
    }
    if (in.bad())
        return io_error(fmt::format("cannot read {}", path_.string()));
    end_reading(whole);
    return {};
}

BuiltFiles::File* BuiltFiles::find(std::string_view key)
{
    auto const hash = hash64(key);
    auto const found = std::ranges::lower_bound(files_, hash, {}, &File::key);
    return found != files_.end() && found->key == hash ? &*found : nullptr;
}

bool BuiltFiles::is_current(std::string_view key, std::uint64_t fingerprint)
{
    std::scoped_lock lock(*mutex_);
    auto* const file = find(key);
    if (!file)
        return false;
    file->is_seen = true;
    return fingerprint != 0 && file->fingerprint == (fingerprint & kept_bits);
}

Result<void> BuiltFiles::note(std::string_view key, std::uint64_t fingerprint)
{
    fingerprint &= kept_bits;
    std::scoped_lock lock(*mutex_);
    if (auto* const file = find(key)) {
        file->is_seen = true;
        if (file->fingerprint == fingerprint)
            return {};
        file->fingerprint = fingerprint;
    } else
        ++files_more_;
    if (!(news_ << fmt::format("{}{:016x} {}\n", put_kind, fingerprint, key)))
        return io_error(fmt::format("cannot write {}", news_path_.string()));
    return {};
}

Result<std::vector<std::string>> BuiltFiles::left_over()
{
    // Mostly nothing is, and the file need not be read for its keys.
    if (std::ranges::all_of(files_, [](auto const& file) { return file.is_seen; }))
        return std::vector<std::string>();
    std::set<std::string> keys;
    std::ifstream in(path_, std::ios::binary);
    for (std::string line; std::getline(in, line);)
        if (auto const put = parse_put(line))
            if (auto const* file = find(put->key); file && !file->is_seen)
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
Result<void> BuiltFiles::compact()
{
    begin_anew();
    TRY(read());
    return write_file_atomically(
        path_,
        [&](PieceVisitor const& write) -> Result<void> {
            std::ifstream in(path_, std::ios::binary);
            for (std::string line; std::getline(in, line);) {
                auto const put = parse_put(line);
                auto* const file = put ? find(put->key) : nullptr;
                if (!file || file->is_seen || file->fingerprint != put->fingerprint)
                    continue;
                file->is_seen = true;
                TRY(write(line + '\n'));
            }
            return in.bad() ? io_error(fmt::format("cannot read {}", path_.string()))
                            : write(end_line(*state_));
        },
        Durability::cached);
}

Result<void> BuiltFiles::finish(State const& state, std::vector<std::string> const& gone)
{
    for (auto const& key : gone)
        news_ << gone_kind << key << '\n';
    news_ << end_line(state);
    news_.close();
    if (!news_)
        return io_error(fmt::format("cannot write {}", news_path_.string()));
    if (whole_bytes_ == 0)
        return put_in_place(news_path_, path_);
    TRY(append_news());
    return lines_ > 2 * (files_.size() + files_more_ - gone.size()) + lines_to_spare ? compact()
                                                                                     : Result<void>();
}

void BuiltFiles::forget() const
{
    std::error_code ignored;
    std::filesystem::remove(path_, ignored);
    std::filesystem::remove(news_path_, ignored);
}

} // namespace broadsheet::mirror
