#include "exchange/markdown_file.h"

#include "base/file.h"
#include "base/utf8.h"

#include <fmt/format.h>

namespace broadsheet::exchange {

namespace {

constexpr std::size_t most_front_matter = 256 << 10;

} // namespace

Result<MarkdownFile> MarkdownFile::parse(std::string content)
{
    MarkdownFile file;
    if (auto at = find_invalid_utf8(content); at != std::string::npos)
        return invalid(fmt::format("byte {} is not UTF-8; save the file as UTF-8", at));
    std::string_view text = content;
    if (text.starts_with("\xef\xbb\xbf"))
        text.remove_prefix(3);
    if (text.starts_with("+++\n") || text.starts_with("+++\r\n"))
        return invalid(
            "its front matter is TOML (between lines of \"+++\"), which is not read; write it as YAML, "
            "\"name: value\" between lines of \"---\"");
    file.front.kind = Yaml::Kind::map;
    if (text.starts_with("---\n") || text.starts_with("---\r\n")) {
        auto begin = text.find('\n') + 1;
        auto end = text.find("\n---", begin - 1);
        if (end == std::string_view::npos)
            return invalid("the front matter that begins in line 1 does not end with a line of \"---\"");
        auto yaml = end < begin ? std::string_view() : text.substr(begin, end - begin + 1);
        auto front = Yaml::parse(yaml, most_front_matter, 2);
        if (!front.ok())
            return std::move(front).error().within("front matter");
        if (front->kind != Yaml::Kind::map)
            return invalid("the front matter is not a list of \"name: value\"");
        file.front = std::move(*front);
        text = text.substr(std::min(text.find('\n', end + 1), text.size() - 1) + 1);
    }
    file.body = text;
    file.whole = std::move(content);
    return file;
}

Result<MarkdownFile> MarkdownFile::read(std::filesystem::path const& path, ImportLimits const& limits)
{
    auto content = TRY(read_file(path, limits.record_bytes));
    return parse(std::move(content));
}

} // namespace broadsheet::exchange
