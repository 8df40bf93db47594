#pragma once

#include "exchange/archive_writer.h"
#include "exchange/pipeline.h"

namespace broadsheet::exchange {

// Takes every record of a source into the newspaper: `read(emit)` hands on what `convert` makes into an
// ImportedRecord.
template <typename Raw, typename Read, typename Convert>
Result<void> import_records(
    ImportOptions const& options, ArchiveWriter& writer, Read&& read, Convert&& convert)
{
    Pipeline<Raw, ImportedRecord> pipeline(options.limits, options.converters);
    TRY(pipeline.run(
        read,
        [&](Raw raw) {
            ImportedRecord record = convert(std::move(raw));
            if (record.article.ok())
                writer.complete(*record.article);
            return record;
        },
        [&](ImportedRecord record) { return writer.add(std::move(record)); }));
    return writer.finish();
}

} // namespace broadsheet::exchange
