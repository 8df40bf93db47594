#include "mirror/verify/source.h"

#include "base/encoding.h"
#include "http/client.h"

#include <fmt/format.h>

namespace broadsheet::mirror {

namespace {

class FolderSource final : public Source {
public:
    explicit FolderSource(std::filesystem::path root)
        : root_(std::move(root))
    {
    }

    Result<void> read(std::string const& name, PieceVisitor const& visit) override
    {
        auto const path = root_ / name;
        std::error_code failed;
        auto const status = std::filesystem::symlink_status(path, failed);
        // Not there is not the same as not to be seen.
        if (failed && status.type() != std::filesystem::file_type::not_found)
            return io_error(fmt::format("it cannot be read: {}", failed.message()));
        if (!std::filesystem::exists(status))
            return not_found("it is missing");
        if (!std::filesystem::is_regular_file(status))
            return invalid("it is no regular file");
        return read_in_pieces(path, visit);
    }

    Result<void> for_each_name(std::function<Result<void>(std::string const&)> const& visit) override
    {
        std::error_code failed;
        using Iterator = std::filesystem::recursive_directory_iterator;
        for (auto entry = Iterator(root_, failed); !failed && entry != Iterator(); entry.increment(failed))
            if (entry->is_symlink() || !entry->is_directory())
                TRY(visit(entry->path().lexically_relative(root_).string()));
        if (failed)
            return io_error(fmt::format("cannot read {}: {}", root_.string(), failed.message()));
        return {};
    }

private:
    std::filesystem::path root_;
};

class UrlSource final : public Source {
public:
    UrlSource(http::Client& client, std::string url)
        : client_(client)
        , url_(std::move(url))
    {
        if (!url_.ends_with('/'))
            url_ += '/';
    }

    Result<void> read(std::string const& name, PieceVisitor const& visit) override
    {
        http::ClientRequest request;
        // A page is what readers get: at its folder's address, and asked for as a browser does, since a host
        // could answer those who check otherwise.
        bool const is_page = name == page || name.ends_with("/index.html");
        auto const address = url_ + percent_encode(name, "/");
        request.url = is_page ? address.substr(0, address.size() - page.size()) : address;
        request.headers = as_a_browser();
        request.timeout = name.starts_with("log/") ? longest_of_log : longest_request;
        request.stall_timeout = longest_stall;
        request.take_body = visit;
        auto answer = TRY(client_.send(request));
        if (is_page && !answer.is_success()) { // some hosts know it by its name alone
            request.url = address;
            answer = TRY(client_.send(request));
        }
        if (answer.status == not_there || answer.status == 410)
            return not_found("it is missing");
        return answer.is_success() ? Result<void>() : unusable(answer);
    }

    Result<void> for_each_name(std::function<Result<void>(std::string const&)> const&) override { return {}; }

private:
    static Error unusable(http::ClientResponse const& answer)
    {
        auto const target = answer.header("Location");
        return {ErrorCode::unavailable,
            fmt::format("the host answers with status {}{}", answer.status,
                target ? fmt::format(", and leads to {}: give that address, if it is a mirror's", *target)
                       : "")};
    }

    // The fields of Tor Browser, which most of the readers of a blocked newspaper have in common.
    static std::vector<http::Header> as_a_browser()
    {
        return {{"User-Agent", "Mozilla/5.0 (Windows NT 10.0; rv:128.0) Gecko/20100101 Firefox/128.0"},
            {"Accept", "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"},
            {"Accept-Language", "en-US,en;q=0.5"}};
    }

    static constexpr std::string_view page = "index.html";
    static constexpr int not_there = 404;
    static constexpr std::chrono::hours longest_request{24}; // of a take-away edition of gigabytes
    static constexpr std::chrono::minutes longest_of_log{2}; // of small files: a host that drips ends there
    static constexpr std::chrono::seconds longest_stall{30};

    http::Client& client_;
    std::string url_;
};

} // namespace

Result<std::string> Source::read_all(std::string const& name, std::size_t most)
{
    std::string content;
    TRY(read(name, [&](std::string_view piece) -> Result<void> {
        if (content.size() + piece.size() > most)
            return limit_reached(fmt::format("it has more than {} bytes", most));
        content += piece;
        return {};
    }));
    return content;
}

Result<std::unique_ptr<Source>> open_folder(std::filesystem::path root)
{
    std::error_code failed;
    if (!std::filesystem::is_directory(root, failed))
        return not_found(fmt::format("there is no folder {}", root.string()));
    return std::make_unique<FolderSource>(std::move(root));
}

std::unique_ptr<Source> open_url(http::Client& client, std::string url)
{
    return std::make_unique<UrlSource>(client, std::move(url));
}

} // namespace broadsheet::mirror
