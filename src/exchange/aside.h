#pragma once

#include "base/file.h"

#include <cstdio>
#include <memory>

namespace broadsheet::exchange {

// Text set aside on disk, without a name there, for what is made on the way but read later. Used by one
// thread.
class Aside {
public:
    static Result<Aside> create();

    void write(std::string_view); // errors are kept for read()
    // Hands on all of it, from its beginning; may be called again, also after more was written.
    Result<void> read(PieceVisitor const& visit) const;

private:
    struct Close {
        void operator()(std::FILE* file) const { std::fclose(file); }
    };
    explicit Aside(std::FILE* file)
        : file_(file)
    {
    }
    std::unique_ptr<std::FILE, Close> file_;
};

} // namespace broadsheet::exchange
