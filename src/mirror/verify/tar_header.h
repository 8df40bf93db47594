#pragma once

#include "base/result.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace broadsheet::mirror {

constexpr std::size_t tar_block = 512;

// One header of a tar file (https://pubs.opengroup.org/onlinepubs/9699919799/utilities/pax.html, "ustar
// Interchange Format"), of the few kinds that every tar reads in the same way.
struct TarHeader {
    enum class Kind : char { file = '0', folder = '5', pax_records = 'x', gnu_name = 'L' };
    Kind kind = Kind::file;
    std::string name; // as it is written: empty, or with "./" before and a slash behind, perhaps
    std::uint64_t size = 0; // of the content that follows, padded to whole blocks

    // Refused: a wrong checksum, links, devices and whatever else makes `tar xf` write something else than a
    // file with this content under this name.
    static Result<TarHeader> parse(std::string_view block);
};

// Return the name that the content of a header of this kind gives the member after it. Refused: records that
// change more than its name and times.
Result<std::string> name_in_pax_records(std::string_view);
Result<std::string> name_in_gnu_name(std::string_view);

} // namespace broadsheet::mirror
