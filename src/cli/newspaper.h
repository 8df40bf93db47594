#pragma once

#include "cli/commands.h"
#include "db/database.h"
#include "media/store.h"

#include <memory>

namespace broadsheet::cli {

// Where things lie in a newspaper's folder.
std::filesystem::path database_file(GlobalOptions const&);
std::filesystem::path media_folder(GlobalOptions const&);
std::filesystem::path search_file(GlobalOptions const&);
std::filesystem::path settings_file(std::filesystem::path const& data);
std::filesystem::path themes_folder(GlobalOptions const&);

// A newspaper that exists, opened, its schema brought up to date.
struct Newspaper {
    std::unique_ptr<db::Database> database;
    media::MediaStore media;

    // not_found, saying how to make one, where the folder holds no newspaper.
    static Result<Newspaper> open(Context const&);
};

} // namespace broadsheet::cli
