#include "exchange/entries.h"

#include <array>
#include <cstring>

namespace broadsheet::exchange {

namespace {

using Length = std::uint32_t;

void write_field(Aside& aside, std::string_view field)
{
    std::array<char, sizeof(Length)> length;
    auto const size = static_cast<Length>(field.size());
    std::memcpy(length.data(), &size, sizeof size);
    aside.write({length.data(), length.size()});
    aside.write(field);
}

// Takes the field that `text` begins with off it; nothing where it is not there in full yet.
std::optional<std::string> take_field(std::string_view& text)
{
    Length size = 0;
    if (text.size() < sizeof size)
        return std::nullopt;
    std::memcpy(&size, text.data(), sizeof size);
    if (text.size() - sizeof size < size)
        return std::nullopt;
    std::string field(text.substr(sizeof size, size));
    text.remove_prefix(sizeof size + size);
    return field;
}

} // namespace

void Entries::add(std::string record, std::string text)
{
    ++count_;
    if (first_.size() < most_in_memory) {
        first_.push_back({std::move(record), std::move(text)});
        return;
    }
    if (!further_)
        further_ = Aside::create();
    if (!further_->ok())
        return; // each() says so
    write_field(further_->value(), record);
    write_field(further_->value(), text);
}

Result<void> Entries::each(std::function<Result<void>(Entry const&)> const& visit) const
{
    for (auto const& entry : first_)
        TRY(visit(entry));
    if (!further_)
        return {};
    if (!further_->ok())
        return further_->error();
    std::string unread;
    std::optional<std::string> record;
    return further_->value().read([&](std::string_view piece) -> Result<void> {
        unread += piece;
        std::string_view rest = unread;
        while (auto field = take_field(rest)) {
            if (!record) {
                record = std::move(field);
                continue;
            }
            TRY(visit({std::move(*record), std::move(*field)}));
            record.reset();
        }
        unread.erase(0, unread.size() - rest.size());
        return {};
    });
}

} // namespace broadsheet::exchange
