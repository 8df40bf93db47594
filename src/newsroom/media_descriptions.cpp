#include "newsroom/media_descriptions.h"

#include "html/plain_text.h"
#include "html/rewrite_images.h"
#include "newsroom/media_library.h"

#include <map>

namespace broadsheet::newsroom {

namespace {

struct Words {
    std::string alt;
    std::string caption;
    std::string credit;
};

std::map<std::string, Words> words_in(Article const& article)
{
    std::map<std::string, Words> words;
    html::rewrite_images(article.body, [&](html::ImageAttributes const& image) {
        if (auto const alt = image.get("alt"); !alt.empty())
            words.try_emplace(std::string(image.get("src")), Words{std::string(alt), "", ""});
    });
    auto const& picture = article.picture;
    if (!picture.path.empty())
        words[picture.path] = {picture.alt, html::plain_text(picture.caption), picture.credit};
    return words;
}

} // namespace

Result<void> keep_descriptions(Change& change, Article const& article)
{
    MediaLibrary const library(change.connection());
    for (auto const& [path, words] : words_in(article)) {
        auto const found = TRY(library.by_path(path));
        if (!found)
            continue;
        auto item = *found;
        auto const take = [](std::string& former, std::string const& said) {
            if (former.empty())
                former = said;
        };
        take(item.alt, words.alt);
        take(item.caption, words.caption);
        take(item.credit, words.credit);
        if (item.alt == found->alt && item.caption == found->caption && item.credit == found->credit)
            continue;
        // What is too long for the library stays in the article alone.
        if (auto const saved = MediaLibrary::save(change, item);
            !saved.ok() && saved.error().code != ErrorCode::invalid)
            return saved.error();
    }
    return {};
}

} // namespace broadsheet::newsroom
