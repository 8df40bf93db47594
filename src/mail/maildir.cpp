#include "mail/maildir.h"

#include "base/file.h"
#include "mail/report.h"

#include <fmt/format.h>

namespace broadsheet::mail {

namespace {

namespace fs = std::filesystem;

// "1700000000.1234.host" read by nobody yet becomes seen.
fs::path seen_name(fs::path const& maildir, fs::path const& file)
{
    return maildir / "cur" / (file.filename().string() + ":2,S");
}

Result<bool> take_one(fs::path const& maildir, fs::path const& file, TakeIn const& take_in)
{
    auto const message = read_file(file, ReportLimits::message);
    auto const taken = message ? take_in("", *message) : Result<void>(invalid("too long"));
    std::error_code failed;
    if (taken) {
        fs::remove(file, failed);
    } else if (taken.error().code == ErrorCode::invalid) {
        fs::create_directory(maildir / "cur", failed);
        fs::rename(file, seen_name(maildir, file), failed);
    } else {
        return taken.error();
    }
    if (failed)
        return io_error(fmt::format(
            "{}: {}; may the newspaper write there?", file.parent_path().string(), failed.message()));
    return taken.ok();
}

} // namespace

Result<MaildirTaken> take_from_maildir(fs::path const& maildir, TakeIn const& take_in, std::size_t most)
{
    MaildirTaken counts;
    std::error_code failed;
    std::vector<fs::path> files;
    for (fs::directory_iterator entry(maildir / "new", failed), end;
         !failed && entry != end && files.size() < most; entry.increment(failed)) {
        if (entry->is_regular_file())
            files.push_back(entry->path());
    }
    if (failed)
        return io_error(fmt::format("the maildir {} cannot be read: {}", maildir.string(), failed.message()));
    for (auto const& file : files)
        ++(TRY(take_one(maildir, file, take_in)) ? counts.taken : counts.foreign);
    return counts;
}

} // namespace broadsheet::mail
