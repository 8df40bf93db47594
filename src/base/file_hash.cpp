#include "base/file_hash.h"

#include "base/encoding.h"
#include "base/file.h"

namespace broadsheet {

Result<std::string> sha256_of_file(std::filesystem::path const& file, std::string_view salt)
{
    Sha256 hash;
    hash.add(salt);
    TRY(read_in_pieces(file, [&](std::string_view piece) -> Result<void> {
        hash.add(piece);
        return {};
    }));
    return hash.digest();
}

} // namespace broadsheet
