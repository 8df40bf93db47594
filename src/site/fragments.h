#pragma once

#include "templates/value.h"

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <utility>

namespace broadsheet::site {

// What pages of one edition share: the rendered {{#cached}} parts of a theme, and objects templates read.
// Thread-safe.
class Fragments {
public:
    // A block of a theme, or the address of anything else that names a kind of fragment, and a language.
    using Name = std::pair<void const*, std::size_t>;

    struct Text {
        std::string html;
        bool reads_beyond = false; // as Rendering's
    };
    std::shared_ptr<Text const> text(Name name) const
    {
        std::scoped_lock lock(mutex_);
        auto found = texts_.find(name);
        return found == texts_.end() ? nullptr : found->second;
    }
    void keep(Name name, Text text)
    {
        std::scoped_lock lock(mutex_);
        texts_.emplace(name, std::make_shared<Text const>(std::move(text)));
    }

    // Returns the value of that name, made by `make()` if there is none yet.
    template <typename Make>
    templates::Value value(Name name, Make const& make)
    {
        std::scoped_lock lock(mutex_);
        auto found = values_.find(name);
        if (found == values_.end())
            found = values_.emplace(name, make()).first;
        return found->second;
    }

private:
    mutable std::mutex mutex_;
    std::map<Name, std::shared_ptr<Text const>> texts_;
    std::map<Name, templates::Value> values_;
};

} // namespace broadsheet::site
