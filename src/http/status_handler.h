#pragma once

#include "http/handler.h"
#include "http/metrics.h"
#include "http/page_cache.h"

#include <functional>
#include <string>

namespace broadsheet::http {

// Answers /healthz and /metrics, for the admin listener; 404 for the rest.
class StatusHandler final : public Handler {
public:
    // Returns "" while the program is well, and otherwise what is wrong. Thread-safe.
    using Check = std::function<std::string()>;

    // All live longer than this; the cache may be null.
    StatusHandler(Metrics const&, PageCache const*, Check = {});

    Response handle(Request const&) override;
    bool is_page(std::string_view) const override { return false; }

private:
    Metrics const& metrics_;
    PageCache const* cache_;
    Check check_;
};

} // namespace broadsheet::http
