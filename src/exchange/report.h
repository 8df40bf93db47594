#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace broadsheet::exchange {

// What became of an import, record by record. Used by one thread at a time.
class Report {
public:
    // A record and what is to be said of it; `record` is written so that a person finds it in the source.
    struct Entry {
        std::string record;
        std::string text;
    };
    // More entries than this are counted, but their text is not kept.
    static constexpr std::size_t most_entries = 10'000;

    std::int64_t imported = 0;
    std::int64_t updated = 0;
    std::int64_t unchanged = 0;
    std::int64_t refused = 0;
    std::int64_t missing_media = 0;
    bool was_stopped = false; // before the end of the source

    // Counts a record that could not be taken.
    void refuse(std::string record, std::string reason);
    // Says something of a record that was taken, but not exactly as it stood.
    void note(std::string record, std::string text);
    // Says once that a file the source names was not found; the reference stays as it is.
    void miss(std::string reference);

    std::vector<Entry> const& refusals() const { return refusals_; }
    std::vector<Entry> const& notes() const { return notes_; }
    std::vector<std::string> const& missing() const { return missing_; }

    // Returns 0 when everything was taken, 1 when some was or the import was stopped, 2 when there was
    // something and none was taken.
    int exit_code() const;
    // Returns the closing report in English, one line a record.
    std::string text() const;

private:
    std::vector<Entry> refusals_;
    std::vector<Entry> notes_;
    std::vector<std::string> missing_;
    std::int64_t notes_in_all_ = 0;
};

} // namespace broadsheet::exchange
