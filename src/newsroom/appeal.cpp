#include "newsroom/appeal.h"

#include <fmt/format.h>

namespace broadsheet::newsroom {

namespace {

template <typename Enum>
struct Name {
    Enum value;
    std::string_view name;
};

constexpr std::array statuses = {Name{AppealStatus::draft, "draft"}, Name{AppealStatus::live, "live"},
    Name{AppealStatus::archived, "archived"}};
constexpr std::array placements = {Name{Placement::bar, "bar"}, Name{Placement::message, "message"},
    Name{Placement::newsletter, "newsletter"}, Name{Placement::page, "page"}};
constexpr std::array kinds = {Name{PageKind::front, "front"}, Name{PageKind::article, "article"},
    Name{PageKind::page, "page"}, Name{PageKind::list, "list"}};
constexpr std::array frequencies
    = {Name{Frequency::once, "once"}, Name{Frequency::monthly, "monthly"}, Name{Frequency::annual, "annual"}};

template <typename Names, typename Enum>
std::string_view name_in(Names const& names, Enum value)
{
    return names[static_cast<std::size_t>(value)].name;
}

template <typename Names>
auto value_in(Names const& names, std::string_view what, std::string_view name)
    -> Result<decltype(names[0].value)>
{
    for (auto const& known : names)
        if (known.name == name)
            return known.value;
    return invalid(fmt::format("{}: \"{}\" is none there is", what, name));
}

std::string const& one_of(std::string const& own, std::string const& otherwise)
{
    return own.empty() ? otherwise : own;
}

} // namespace

std::string_view name_of(AppealStatus status)
{
    return name_in(statuses, status);
}

std::string_view name_of(Placement placement)
{
    return name_in(placements, placement);
}

std::string_view name_of(PageKind kind)
{
    return name_in(kinds, kind);
}

std::string_view name_of(Frequency frequency)
{
    return name_in(frequencies, frequency);
}

Result<AppealStatus> appeal_status_from(std::string_view name)
{
    return value_in(statuses, "status", name);
}

Result<Placement> placement_from(std::string_view name)
{
    return value_in(placements, "placement", name);
}

Result<PageKind> page_kind_from(std::string_view name)
{
    return value_in(kinds, "kind of page", name);
}

Result<Frequency> frequency_from(std::string_view name)
{
    return value_in(frequencies, "frequency", name);
}

AppealWords AppealVariants::whole_b() const
{
    return {one_of(b.bar, a.bar), one_of(b.heading, a.heading), one_of(b.letter, a.letter),
        one_of(b.signature, a.signature), one_of(b.button, a.button), one_of(b.second_label, a.second_label),
        one_of(b.second_url, a.second_url)};
}

AppealVariants const* Appeal::in(std::string_view language) const
{
    auto const found = words.find(language);
    return found == words.end() ? nullptr : &found->second;
}

bool Appeal::is_due(UtcMillis now) const
{
    return status == AppealStatus::live && (!starts_at || *starts_at <= now) && (!ends_at || now < *ends_at);
}

} // namespace broadsheet::newsroom
