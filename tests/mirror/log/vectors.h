#pragma once

#include "base/encoding.h"
#include "base/file.h"
#include "mirror/log/proof.h"
#include "places.h"

#include <boost/json.hpp>
#include <map>

namespace broadsheet::mirror::test_vectors {

namespace json = boost::json;

// tests/cases/mirror/vectors.json, which another program has made: see make_vectors.py there.
inline json::value const& all()
{
    static auto const vectors = json::parse(
        read_file(std::filesystem::path(BROADSHEET_SOURCE_DIR) / "tests/cases/mirror/vectors.json").value());
    return vectors;
}

inline std::string text(json::value const& value)
{
    return std::string(value.as_string());
}

inline Hashes hashes(json::value const& value)
{
    Hashes list;
    for (auto const& one : value.as_array())
        list.push_back(hash_from_base64(text(one)).value());
    return list;
}

// The files of the small mirror's edition 1 or 2.
inline std::map<std::string, std::string> mirror_files(std::size_t edition)
{
    std::map<std::string, std::string> files;
    auto const& mirror = all().at("mirror").at("editions").at(edition - 1).at("files");
    for (auto const& [name, content] : mirror.as_object())
        files[std::string(name)] = from_base64(text(content)).value();
    return files;
}

} // namespace broadsheet::mirror::test_vectors
