#pragma once

#include "base/result.h"

#include <qpdf/QPDF.hh>

namespace broadsheet::files {

// Goes through every object that can be reached from `root` and removes what is not needed to show it: names
// by which programs keep metadata, private data, files and actions; pages that are no longer in the document;
// whatever of a picture does not show it. At most `limit` objects.
Result<void> clean_objects(QPDF&, QPDFObjectHandle root, std::size_t limit);

// Removes the keys that are not among those listed.
template <typename Keys>
void keep_keys(QPDFObjectHandle dictionary, Keys const& kept)
{
    for (auto const& key : dictionary.getKeys()) {
        bool found = false;
        for (auto const* one : kept)
            found = found || key == one;
        if (!found)
            dictionary.removeKey(key);
    }
}

} // namespace broadsheet::files
