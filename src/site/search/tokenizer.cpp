#include "site/search/tokenizer.h"

#include "text/words.h"

#include <exception>
#include <memory>
#include <new>
#include <sqlite3.h>

namespace broadsheet::site {

namespace {

// What one use of the tokenizer in one connection keeps.
struct Tokenizer {
    text::Stemmer stemmer;
};

int create(void*, char const** arguments, int count, Fts5Tokenizer** out)
{
    try {
        auto tokenizer
            = std::make_unique<Tokenizer>(Tokenizer{text::Stemmer(count > 0 ? arguments[0] : "en")});
        *out = reinterpret_cast<Fts5Tokenizer*>(tokenizer.release());
        return SQLITE_OK;
    } catch (std::exception const&) {
        return SQLITE_NOMEM;
    }
}

void destroy(Fts5Tokenizer* tokenizer)
{
    delete reinterpret_cast<Tokenizer*>(tokenizer);
}

using Emit = int (*)(void* context, int flags, char const* token, int size, int begin, int end);

int tokenize(Fts5Tokenizer* handle, void* context, int flags, char const* text, int size, Emit emit)
{
    try {
        auto& tokenizer = *reinterpret_cast<Tokenizer*>(handle);
        text::WordReader reader({text, static_cast<std::size_t>(size)});
        for (text::Word word; reader.next(word);) {
            auto const is_prefix
                = (flags & FTS5_TOKENIZE_PREFIX) && word.end == static_cast<std::size_t>(size);
            auto const token = is_prefix ? word.folded : tokenizer.stemmer.stem(word);
            auto const result = emit(context, 0, token.data(), static_cast<int>(token.size()),
                static_cast<int>(word.begin), static_cast<int>(word.end));
            if (result != SQLITE_OK)
                return result;
        }
        return SQLITE_OK;
    } catch (std::exception const&) {
        return SQLITE_NOMEM;
    }
}

// Returns FTS5's interface in this connection, nullptr if it has none.
fts5_api* fts5_of(sqlite3* database)
{
    fts5_api* api = nullptr;
    sqlite3_stmt* statement = nullptr;
    if (sqlite3_prepare_v2(database, "SELECT fts5(?1)", -1, &statement, nullptr) == SQLITE_OK) {
        sqlite3_bind_pointer(statement, 1, &api, "fts5_api_ptr", nullptr);
        sqlite3_step(statement);
    }
    sqlite3_finalize(statement);
    return api;
}

int add_to_connection(sqlite3* database, char const**, void const*)
{
    auto* api = fts5_of(database);
    if (!api)
        return SQLITE_OK;
    fts5_tokenizer tokenizer{create, destroy, tokenize};
    return api->xCreateTokenizer(api, "broadsheet", nullptr, &tokenizer, nullptr);
}

} // namespace

void register_search_tokenizer()
{
    static auto const registered
        = sqlite3_auto_extension(reinterpret_cast<void (*)()>(add_to_connection)); // its documented form
    static_cast<void>(registered);
}

} // namespace broadsheet::site
