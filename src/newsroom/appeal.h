#pragma once

#include "newsroom/article.h"

#include <array>
#include <map>
#include <set>

namespace broadsheet::newsroom {

enum class AppealStatus { draft, live, archived };

// Where an appeal stands.
enum class Placement {
    bar, // one line on top of every page
    message, // a letter within or after an article, with the form that begins a contribution
    newsletter, // a box in issues of the newsletter
    page, // an address of its own, /appeal/SLUG/
};
inline constexpr std::array all_placements
    = {Placement::bar, Placement::message, Placement::newsletter, Placement::page};

// Kinds of pages an appeal can be kept to.
enum class PageKind { front, article, page, list };
inline constexpr std::array all_page_kinds
    = {PageKind::front, PageKind::article, PageKind::page, PageKind::list};

// How often a reader gives.
enum class Frequency { once, monthly, annual };
inline constexpr std::array all_frequencies = {Frequency::once, Frequency::monthly, Frequency::annual};

std::string_view name_of(AppealStatus);
std::string_view name_of(Placement);
std::string_view name_of(PageKind);
std::string_view name_of(Frequency);
Result<AppealStatus> appeal_status_from(std::string_view);
Result<Placement> placement_from(std::string_view);
Result<PageKind> page_kind_from(std::string_view);
Result<Frequency> frequency_from(std::string_view);

// What an appeal says in one language. Plain text.
struct AppealWords {
    std::string bar; // the line on top; empty: the heading
    std::string heading; // "A message from …"
    std::string letter; // paragraphs with an empty line between them
    std::string signature;
    std::string button; // on the bar and under the letter; empty: the theme's own word
    std::string second_label; // of a second button; empty: none
    std::string second_url;
    bool operator==(AppealWords const&) const = default;
};

// The same message in two wordings, of which a reader sees one: A, and B, whose empty fields are as in A.
struct AppealVariants {
    AppealWords a;
    AppealWords b;
    bool has_b() const { return b != AppealWords(); }
    // Returns B with A's words where it has none.
    AppealWords whole_b() const;
    bool operator==(AppealVariants const&) const = default;
};

// What the form under a letter suggests, in minor units of the currency.
struct AppealAmounts {
    std::vector<std::int64_t> suggested; // smallest first; empty: this frequency is not offered
    std::int64_t chosen = 0; // one of them
    bool operator==(AppealAmounts const&) const = default;
};

struct AppealOffer {
    std::string currency; // ISO 4217; empty: no form, a button alone
    Frequency frequency = Frequency::monthly; // the one that is chosen at first
    std::map<Frequency, AppealAmounts> amounts;
    std::int64_t goal = 0; // 0: none
    bool operator==(AppealOffer const&) const = default;
};

// Which pages an appeal is for. Tags are those of an article, its section among them, or the one a list is
// of.
struct AppealTarget {
    std::set<PageKind> kinds; // empty: every page for a bar, articles for a message
    std::set<Number> tags; // one of them; empty: any
    std::set<Number> excluded_tags; // none of them
    bool operator==(AppealTarget const&) const = default;
};

// A message that asks readers for support. It is shown in the languages it has words in.
struct Appeal {
    Number number = 0;
    std::string id;
    std::string slug; // stays what it is: contributions are counted under it
    std::string name; // for the newsroom
    AppealStatus status = AppealStatus::draft;
    std::int64_t priority = 0; // where several could stand, the highest does
    std::optional<UtcMillis> starts_at;
    std::optional<UtcMillis> ends_at;
    std::set<Placement> placements;
    std::int64_t after_paragraphs = 0; // of an article, the message stands after so many; 0: at its end
    AppealTarget target;
    std::map<std::string, AppealVariants, std::less<>> words; // by language
    std::string picture; // of who signs
    AppealOffer offer;
    // A reader's browser hides the message after so many views in so many days; 0 views: never.
    std::int64_t most_views = 4;
    std::int64_t view_days = 30;

    // Kept by the store:
    bool is_on_air = false; // whether readers see it
    std::int64_t raised = 0; // towards the goal
    UtcMillis updated_at = 0;

    AppealVariants const* in(std::string_view language) const;
    // Whether readers should see it at this time.
    bool is_due(UtcMillis) const;
    bool operator==(Appeal const&) const = default;
};

} // namespace broadsheet::newsroom
