#include "site/theme_check.h"

#include "base/ascii.h"
#include "base/utf8.h"
#include "site/helpers/helpers.h"
#include "templates/compiler.h"

#include <algorithm>
#include <boost/json.hpp>
#include <charconv>
#include <fmt/format.h>
#include <set>
#include <tuple>

namespace broadsheet::site {

namespace json = boost::json;

namespace {

constexpr std::size_t longest_name = 60;
constexpr std::string_view package_file = "package.json";

class Checker {
public:
    explicit Checker(std::vector<Theme::File> const& files)
        : files_(files)
        , helpers_(theme_helpers())
    {
        for (auto const& file : files)
            paths_.insert(file.path);
    }

    ThemeReport report()
    {
        for (auto const* required : {"index.hbs", "post.hbs"})
            if (!paths_.contains(required))
                error(required, 0, "the file is missing: every theme needs it");
        if (!paths_.contains(package_file))
            warn(package_file, 0, "the file is missing: the theme has no name, version or settings");
        for (auto const& file : files_)
            check(file);
        std::ranges::stable_sort(report_.findings, {}, [](ThemeFinding const& finding) {
            return std::tuple(!finding.is_error, std::string_view(finding.file), finding.line);
        });
        return std::move(report_);
    }

private:
    void error(std::string_view file, std::size_t line, std::string message)
    {
        report_.findings.push_back({true, std::string(file), line, std::move(message)});
    }
    void warn(std::string_view file, std::size_t line, std::string message)
    {
        report_.findings.push_back({false, std::string(file), line, std::move(message)});
    }
    void add(std::string_view file, Error const&);

    void check(Theme::File const&);
    void check_package(Theme::File const&);
    void check_template(Theme::File const&);
    void check_calls(templates::Program const&);
    void check_letter(Theme::File const&);

    std::vector<Theme::File> const& files_;
    templates::Helpers helpers_;
    std::set<std::string, std::less<>> paths_;
    ThemeReport report_;
};

std::size_t line_at(std::string_view source, std::size_t offset)
{
    auto const before = source.substr(0, offset);
    return 1 + static_cast<std::size_t>(std::count(before.begin(), before.end(), '\n'));
}

std::string text_in(json::object const& object, std::string_view key)
{
    auto const* value = object.if_contains(key);
    return value && value->is_string() ? std::string(value->get_string()) : std::string();
}

// Returns a name that can be a folder's: lower-case letters, digits and hyphens ("@us/Casper" is
// "us-casper").
std::string folder_name(std::string_view name)
{
    std::string out;
    for (char const c : name.substr(0, longest_name)) {
        if (is_alphanumeric(c))
            out += to_lower(c);
        else if (!out.empty() && !out.ends_with('-'))
            out += '-';
    }
    while (out.ends_with('-'))
        out.pop_back();
    return out;
}

// Messages start with "file:line:column: ", or "file: ", or neither.
void Checker::add(std::string_view file, Error const& failure)
{
    std::string_view message = failure.message;
    std::size_t line = 0;
    if (message.starts_with(file) && message.substr(file.size()).starts_with(':')) {
        message.remove_prefix(file.size() + 1);
        auto const [end, code] = std::from_chars(message.data(), message.data() + message.size(), line);
        if (auto const text = message.find(": "); code == std::errc() && text != message.npos)
            message.remove_prefix(text + 2);
    }
    error(file, line, std::string(trimmed(message)));
}

void Checker::check(Theme::File const& file)
{
    bool const is_text = file.path.ends_with(".hbs") || file.path.ends_with(".json");
    if (file.path.starts_with("assets/") || !is_text)
        return;
    if (!is_valid_utf8(file.content))
        return error(file.path, line_at(file.content, find_invalid_utf8(file.content)), "this is not UTF-8");
    if (file.path == package_file)
        return check_package(file);
    if (file.path.ends_with(".hbs"))
        return check_template(file);
    if (file.path.starts_with("locales/"))
        if (auto const read = Strings::parse(file.content, file.path); !read.ok())
            add(file.path, read.error());
}

void Checker::check_package(Theme::File const& file)
{
    if (auto const read = ThemeConfig::parse(file.content, file.path); !read.ok())
        return add(file.path, read.error());
    auto const fields = json::parse(file.content).as_object();
    report_.name = folder_name(text_in(fields, "name"));
    report_.version = text_in(fields, "version");
    if (report_.name.empty())
        warn(file.path, 0, "\"name\" is missing");
    if (report_.version.empty())
        warn(file.path, 0, "\"version\" is missing");
}

void Checker::check_template(Theme::File const& file)
{
    auto const program = templates::compile({file.path, file.content, file.path}, helpers_, {});
    if (!program.ok())
        return add(file.path, program.error());
    auto const layout = std::string((*program)->layout);
    if (!layout.empty() && !paths_.contains(layout + ".hbs"))
        error(file.path, 1, fmt::format("the layout \"{}\" that it names is missing", layout));
    check_calls(**program);
    if (file.path == "partials/appeal-message.hbs")
        check_letter(file);
}

// The style of an appeal's letter is not in every page's head, but linked by the letter.
void Checker::check_letter(Theme::File const& file)
{
    if (file.content.find("appeal/message.css") == std::string::npos)
        warn(file.path, 0,
            "it does not link {{asset \"appeal/message.css\"}}: letters have no style but what the theme gives "
            "them elsewhere");
}

void Checker::check_calls(templates::Program const& program)
{
    using Kind = templates::Invocation::Kind;
    for (auto const& call : program.invocations)
        if (call.kind == Kind::helper && call.helper == nullptr)
            error(program.file, line_at(program.source, call.offset),
                fmt::format("there is no helper \"{}\"", call.name));
    for (auto const& call : program.partials) {
        bool const may_be_missing = call.is_dynamic || call.is_partial_block
            || call.body != templates::no_index || !program.inlines.empty();
        if (!may_be_missing && !paths_.contains(fmt::format("partials/{}.hbs", call.name)))
            error(program.file, line_at(program.source, call.offset),
                fmt::format("the partial \"{}\" is missing", call.name));
    }
}

} // namespace

std::string ThemeFinding::text() const
{
    if (file.empty())
        return message;
    return line == 0 ? fmt::format("{}: {}", file, message) : fmt::format("{}:{}: {}", file, line, message);
}

bool ThemeReport::is_usable() const
{
    return std::ranges::none_of(findings, &ThemeFinding::is_error);
}

ThemeReport check_theme(std::vector<Theme::File> const& files)
{
    return Checker(files).report();
}

} // namespace broadsheet::site
