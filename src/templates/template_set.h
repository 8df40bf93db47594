#pragma once

#include "base/result.h"
#include "templates/helper.h"
#include "templates/limits.h"
#include "templates/value.h"

#include <any>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace broadsheet::templates {

struct Program;

// How templates are compiled. The defaults are those of Handlebars.
struct Options {
    bool strict = false; // a name that is not there is an error
    bool assume_objects = false; // a field of nothing is an error
    bool compat
        = false; // a name that is not in the context is looked for in those around it, as Mustache does
    bool ignore_standalone = false; // tags alone on their line leave the line behind
    bool prevent_indent = false; // the indentation of a partial's tag is not given to each of its lines
    bool explicit_partial_context = false; // a partial gets no context unless one is named
    SourceLimits limits;
};

// One template as it was written.
struct Source {
    std::string name; // as other templates call it: "post", "components/card"
    std::string text;
    std::string file; // for error messages; the name if empty
};

// What one page is rendered from.
struct RenderContext {
    Value root = {};
    Object const* data = nullptr; // @name, for every name but @root
    std::any user = {}; // the address of an object of the caller's, for helpers: Call::user<T>()
    RenderLimits limits = {};
};

// A theme: its templates and partials, compiled. Immutable, so any number of threads may render from it.
//
// Handlebars 4.7 (https://handlebarsjs.com/guide/), and express-hbs' `{{!< layout}}`: a template that names a
// layout is rendered first, then that layout with the result as `{{{body}}}`. docs/templates.md lists what is
// supported.
class TemplateSet {
public:
    // Compiles everything. An error names file, line and column.
    static Result<TemplateSet> compile(std::vector<Source> templates, std::vector<Source> partials,
        Helpers helpers = {}, Options const& = {});

    TemplateSet(TemplateSet&&) noexcept;
    TemplateSet& operator=(TemplateSet&&) noexcept;
    ~TemplateSet();

    bool has(std::string_view name) const;
    bool has_partial(std::string_view name) const;
    // Returns the names of the templates, sorted.
    std::vector<std::string_view> names() const;

    // Appends the page to `out`. After an error, what was appended is without meaning.
    Result<void> render(std::string& out, std::string_view name, RenderContext const&) const;
    Result<std::string> render(std::string_view name, RenderContext const&) const;

private:
    friend class Renderer;
    struct State;
    explicit TemplateSet(std::unique_ptr<State>);
    std::unique_ptr<State> state_;
};

} // namespace broadsheet::templates
