#include "site/views/view_set.h"

#include "site/views/view_helpers.h"

#include <vector>

namespace broadsheet::site {

namespace {

// Returns the part of a path between a folder and an extension; "" if it has not both.
std::string_view name_in(std::string_view path, std::string_view folder, std::string_view extension)
{
    if (!path.starts_with(folder) || !path.ends_with(extension))
        return {};
    path.remove_prefix(folder.size());
    path.remove_suffix(extension.size());
    return path;
}

} // namespace

Result<ViewSet> ViewSet::load(std::span<EmbeddedFile const> files)
{
    std::vector<templates::Source> views;
    std::vector<templates::Source> partials;
    Catalogues catalogues;
    for (auto const& file : files) {
        std::string const path(file.path);
        std::string const content(file.content);
        if (auto const partial = name_in(file.path, "views/partials/", ".hbs"); !partial.empty())
            partials.push_back({std::string(partial), content, path});
        else if (auto const view = name_in(file.path, "views/", ".hbs"); !view.empty())
            views.push_back({std::string(view), content, path});
        else if (auto const language = name_in(file.path, "locales/", ".json"); !language.empty())
            catalogues.emplace(language, TRY(Strings::parse(content, path)));
    }
    return ViewSet(
        TRY(templates::TemplateSet::compile(std::move(views), std::move(partials), view_helpers())),
        std::move(catalogues));
}

Result<std::string> ViewSet::render(
    std::string_view view, templates::Map const& fields, Frame const& frame) const
{
    ViewRendering rendering{*this, frame.language, frame.zone};
    return templates_.render(view, {templates::Value::borrow(fields), &frame.data, &rendering, {}});
}

std::string ViewSet::translated(
    std::string_view language, std::string_view text, std::string_view plural_category) const
{
    auto const catalogue = catalogues_.find(language);
    if (catalogue != catalogues_.end())
        if (auto const* found = catalogue->second.find(text, plural_category))
            return *found;
    return std::string(text);
}

} // namespace broadsheet::site
