#include "templates/collections.h"
#include "templates/template_set.h"

#include <cstddef>
#include <cstdint>

// Compiles any bytes, as a template and as the partial it includes, and renders them within tight limits.
extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* bytes, std::size_t size)
{
    using namespace broadsheet::templates;
    static Value const root = Value::make<Map>(Map{
        {"a", "<text>"},
        {"list", Value::make<Array>(std::vector<Value>{1, true, nullptr, Value::make<Map>(Map{{"a", "b"}})})},
        {"o", Value::make<Map>(Map{{"a", Value::make<Map>(Map{{"b", 1.5}})}, {"", "empty"}})},
    });
    std::string text(reinterpret_cast<char const*>(bytes), size);
    Options options;
    options.strict = size % 5 == 1;
    options.compat = size % 7 == 1;
    auto set = TemplateSet::compile(
        {{"page", text, {}}, {"layout", "[{{{body}}}]", {}}}, {{"p", text, {}}}, {}, options);
    if (set)
        (void)set->render(
            "page", {.root = root, .limits = {.depth = 40, .output_size = 1 << 16, .steps = 5000}});
    return 0;
}
