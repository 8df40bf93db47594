#include "cli/recovery.h"

#include "base/file.h"
#include "base/log.h"
#include "cli/newspaper.h"
#include "cli/working_folder.h"

#include <fmt/format.h>

namespace broadsheet::cli {

namespace {

std::string sentence_about(Remainder const& left)
{
    if (left.command == "backup")
        return left.file.empty()
            ? "a backup was cut off: an older one under its name is as it was; run it again"
            : fmt::format(
                "a backup was cut off: removed the unfinished {}; an older backup is as it was; run "
                "it again",
                left.file.string());
    if (left.command == "export")
        return left.file.empty()
            ? "an export was cut off; run it again"
            : fmt::format(
                "an export was cut off: removed the unfinished {}; run it again", left.file.string());
    if (left.command == "import")
        return "an import was cut off: the records it had committed are there; run it again, it goes on "
               "where "
               "it stopped";
    if (left.command == "serve")
        return "the server was cut off: all that was published is there";
    return fmt::format("a {} was cut off: removed what it left; run it again", left.command);
}

} // namespace

std::vector<std::string> recover(std::filesystem::path const& folder)
{
    std::vector<std::string> sentences;
    for (auto const& left : remove_remainders(folder))
        sentences.push_back(sentence_about(left));
    return sentences;
}

std::vector<std::string> recover(GlobalOptions const& options)
{
    auto sentences = recover(options.data);
    if (sentences.empty())
        return sentences;
    if (auto removed = remove_unfinished_files(media_folder(options)); removed && *removed > 0)
        sentences.push_back(fmt::format("removed {} half-written media files", *removed));
    return sentences;
}

void tell_recovered(std::vector<std::string> const& sentences)
{
    for (auto const& sentence : sentences)
        log_warning("{}", sentence);
}

} // namespace broadsheet::cli
