#include "site/contexts/translations.h"

#include "site/contexts/post.h"
#include "templates/collections.h"
#include "text/direction.h"

namespace broadsheet::site {

using templates::Array;
using templates::Map;
using templates::Value;

Value translations_value(Rendering& rendering)
{
    auto links = std::make_shared<Array>();
    for (auto const& translation : rendering.translations) {
        auto const& language = rendering.catalogue().language(translation.language);
        links->push_back(Value::make<Map>(Map{
            {"language", Value::borrow(language)},
            {"name", Value(text::native_language_name(language))},
            {"direction", Value::borrow(text::direction_of(language))},
            {"title", Value(translation.title)},
            {"url", Value(translation.path)},
        }));
    }
    return Value::own(std::move(links));
}

Result<std::vector<TranslationLink>> translations_of(Snapshot const& snapshot, Ordinal ordinal)
{
    std::vector<TranslationLink> links;
    auto const& catalogue = snapshot.catalogue();
    if (!catalogue[ordinal].has_translation_key)
        return links;
    auto others = catalogue.translations(ordinal);
    std::erase(others, ordinal);
    for (auto const& card : TRY(snapshot.cards(others)))
        links.push_back({*catalogue.find_language(card->language), card->title, path_of(catalogue, *card)});
    return links;
}

} // namespace broadsheet::site
