#pragma once

#include "newsroom/article.h"
#include "newsroom/change.h"

#include <string>
#include <string_view>
#include <vector>

namespace broadsheet::newsroom {

// Where files under /media/ are shown or linked. Articles are noted as they are saved; what else names a file
// (settings, tags, bylines, appeals, issues, what is being typed) is small enough to be looked through. What
// an article said earlier is no use.
class MediaUses {
public:
    explicit MediaUses(db::Connection& connection)
        : connection_(connection)
    {
    }

    struct Use {
        enum class Kind {
            article, // or a page
            tag,
            byline,
            setting,
            appeal,
            issue,
            welcome_letter,
            redirect
        } kind
            = Kind::article;
        std::string id; // of a setting its key, of a welcome letter its newsletter's, of a redirect its path
        std::string name;
    };
    // Returns the uses of the file with this path, or of a narrower variant of it, `most` at most.
    Result<std::vector<Use>> of(std::string_view path, std::size_t most) const;
    // Returns whether readers may see the file: an article that is published shows it, or what else readers
    // see names it.
    Result<bool> are_published(std::string_view path) const;
    // Returns whether every article is noted: until then of() may miss one.
    Result<bool> are_complete() const;

    // Notes what an article shows. To be called within the change that saves it.
    static Result<void> note(Change&, Number article, Article const&);
    // Has readers get anew the articles that show a file, because it is to be shown in another way.
    static Result<void> show_anew(Change&, std::string_view path);
    // Notes articles that were saved by a version without this, `most` at most, and returns how many.
    static Result<std::int64_t> catch_up(Change&, std::size_t most);

private:
    db::Connection& connection_;
};

} // namespace broadsheet::newsroom
