#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace broadsheet::html {

// The attributes of one <img>, in order, values decoded.
class ImageAttributes {
public:
    // Returns the value, or "" when the attribute is missing.
    std::string_view get(std::string_view name) const;
    bool has(std::string_view name) const;
    // Adds the attribute or changes its value.
    void set(std::string_view name, std::string_view value);
    void remove(std::string_view name);

private:
    friend std::string rewrite_images(std::string_view, std::function<void(ImageAttributes&)> const&);

    std::vector<std::pair<std::string, std::string>> attributes_;
};

// Returns clean HTML (sanitise.h) after `visit` has seen, and perhaps changed, the attributes of each <img>.
std::string rewrite_images(std::string_view clean_html, std::function<void(ImageAttributes&)> const& visit);

} // namespace broadsheet::html
