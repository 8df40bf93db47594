#pragma once

#include "newsroom/appeals.h"

namespace broadsheet::test {

// An appeal that is live at once, on top of every page and after every article, in English and Russian.
inline newsroom::Appeal live_appeal(std::string slug = "autumn")
{
    using namespace newsroom;
    Appeal appeal;
    appeal.slug = std::move(slug);
    appeal.name = "Autumn campaign";
    appeal.status = AppealStatus::live;
    appeal.placements = {Placement::bar, Placement::message};
    appeal.words["en"].a = {"Support The Lantern!", "A message from the editor",
        "Dear readers,\n\nthe harbour is frozen & we are not.", "Mira Dolan", "", "", ""};
    appeal.words["ru"].a.bar = "Поддержите «Фонарь»!";
    appeal.words["ru"].a.letter = "Дорогие читатели!";
    appeal.offer.currency = "EUR";
    appeal.offer.amounts[Frequency::once] = {{500, 1000, 2550}, 1000};
    appeal.offer.amounts[Frequency::monthly] = {{200, 500}, 500};
    return appeal;
}

} // namespace broadsheet::test
