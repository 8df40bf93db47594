#include "exchange/aside.h"

#include <array>
#include <cerrno>

namespace broadsheet::exchange {

Result<Aside> Aside::create()
{
    auto* file = std::tmpfile();
    if (!file)
        return system_error("cannot make a temporary file", errno);
    return Aside(file);
}

void Aside::write(std::string_view text)
{
    std::fwrite(text.data(), 1, text.size(), file_.get());
}

Result<void> Aside::read(PieceVisitor const& visit) const
{
    auto* file = file_.get();
    if (std::fflush(file) != 0 || std::ferror(file))
        return system_error("cannot write a temporary file", errno);
    std::rewind(file);
    std::array<char, 1 << 16> buffer;
    while (auto const got = std::fread(buffer.data(), 1, buffer.size(), file))
        TRY(visit({buffer.data(), got}));
    if (std::ferror(file))
        return system_error("cannot read a temporary file", errno);
    std::fseek(file, 0, SEEK_END);
    return {};
}

} // namespace broadsheet::exchange
