#pragma once

#include "exchange/archive_writer.h"
#include "exchange/pipeline.h"

#include <exception>
#include <fmt/format.h>

namespace broadsheet::exchange {

// Takes every record of a source into the newspaper: `read(emit)` hands on what `convert(raw, record)` makes
// into an ImportedRecord, whose name it sets first.
template <typename Raw, typename Read, typename Convert>
Result<void> import_records(
    ImportOptions const& options, ArchiveWriter& writer, Read&& read, Convert&& convert)
{
    Pipeline<Raw, ImportedRecord> pipeline(options.limits, options.converters);
    auto const is_stopped = [&] { return options.stop && options.stop->load(); };
    auto taken = pipeline.run(
        [&](auto const& emit) {
            return read([&](Raw raw, std::uint64_t bytes) -> Result<void> {
                if (is_stopped())
                    return Error{ErrorCode::unavailable, "the import was stopped"};
                return emit(std::move(raw), bytes);
            });
        },
        [&](Raw raw) {
            ImportedRecord record;
            try {
                convert(raw, record);
                if (record.article.ok())
                    writer.complete(*record.article);
            } catch (std::exception const& exception) { // a defect costs the record, not the import
                record.article = Error{ErrorCode::internal,
                    fmt::format("it could not be converted ({}), which is an error of this program: please "
                                "report it with the record",
                        exception.what())};
            }
            return record;
        },
        [&](ImportedRecord record) { return writer.add(std::move(record)); });
    if (is_stopped())
        writer.stop();
    else if (!taken.ok())
        return taken;
    return writer.finish();
}

} // namespace broadsheet::exchange
