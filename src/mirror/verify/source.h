#pragma once

#include "base/file.h"
#include "base/file_descriptor.h"
#include "base/result.h"

#include <filesystem>
#include <functional>
#include <memory>
#include <string>

namespace broadsheet::http {
class Client;
}

namespace broadsheet::mirror {

// A mirror to be checked, wherever its files lie. Names are relative to the mirror's top. Thread-safe.
class Source {
public:
    virtual ~Source() = default;

    // Hands on a file's content piece by piece, until `visit` returns an error, which is returned. not_found:
    // there is no such file.
    virtual Result<void> read(std::string const& name, PieceVisitor const& visit) = 0;
    // Calls `visit` with the name of every file there is; with none where the source cannot tell.
    virtual Result<void> for_each_name(std::function<Result<void>(std::string const&)> const& visit) = 0;

    // Returns a whole file; `limit` if it has more bytes.
    Result<std::string> read_all(std::string const& name, std::size_t most = std::size_t{32} << 20);
};

Result<std::unique_ptr<Source>> open_folder(std::filesystem::path);
// A tar file that is not compressed (POSIX ustar and pax, GNU's long names); the mirror may be in a folder in
// it. Refused is one that some program could extract in another way than it is read here (invalid), and what
// is no tar file or holds no mirror (not_found).
Result<std::unique_ptr<Source>> open_tar(std::filesystem::path);
// The same of an open file, which can be read anywhere.
Result<std::unique_ptr<Source>> open_tar(FileDescriptor);
// A mirror on the web. What it has too much cannot be seen. The client must outlive it.
std::unique_ptr<Source> open_url(http::Client&, std::string url);

} // namespace broadsheet::mirror
