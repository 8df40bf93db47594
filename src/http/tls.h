#pragma once

#include "base/clock.h"
#include "base/result.h"

#include <filesystem>
#include <memory>
#include <mutex>

typedef struct ssl_st SSL;
typedef struct ssl_ctx_st SSL_CTX;

namespace broadsheet::http {

struct SslDeleter {
    void operator()(SSL*) const;
};
using SslPointer = std::unique_ptr<SSL, SslDeleter>;

// Returns when the first certificate of a PEM file, the server's own, ends.
Result<UtcMillis> certificate_end(std::filesystem::path const&);

// The server's certificate chain and key, as PEM files. Thread-safe.
class TlsContext {
public:
    static Result<std::unique_ptr<TlsContext>> load(
        std::filesystem::path const& certificate, std::filesystem::path const& key);
    ~TlsContext();

    // Returns the server's side of a new session over a connected socket; null when memory is short.
    SslPointer accept(int socket) const;

    // Reads the files again if either has changed. Keeps the old ones, and logs, should the new ones not fit
    // together.
    void reload_if_changed();

private:
    using Stamp = std::pair<std::filesystem::file_time_type, std::filesystem::file_time_type>;

    TlsContext(std::filesystem::path certificate, std::filesystem::path key);
    Result<std::shared_ptr<SSL_CTX>> read_files() const;
    Stamp stamp() const;

    std::filesystem::path const certificate_;
    std::filesystem::path const key_;
    mutable std::mutex mutex_;
    std::shared_ptr<SSL_CTX> context_;
    Stamp loaded_;
};

} // namespace broadsheet::http
