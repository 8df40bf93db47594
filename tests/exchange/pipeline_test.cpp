#include "exchange/import_fixture.h"
#include "exchange/import_records.h"

#include <fmt/format.h>
#include <stdexcept>

namespace broadsheet::exchange {
namespace {

using testing::HasSubstr;

constexpr int many = 10'000; // more than fits between the threads below

ImportLimits few_ahead()
{
    ImportLimits limits;
    limits.records_ahead = 4;
    return limits;
}

Result<void> count_up(Pipeline<int, int>::Emit const& emit)
{
    for (int i = 0; i < many; ++i)
        TRY(emit(i, 1));
    return {};
}

TEST(Pipeline, KeepsTheOrderOfTheReader)
{
    Pipeline<int, int> pipeline(few_ahead(), 3);
    std::vector<int> written;
    auto run = pipeline.run(
        count_up, [](int raw) { return 2 * raw; },
        [&](int converted) {
            written.push_back(converted);
            return Result<void>();
        });
    ASSERT_TRUE(run.ok());
    ASSERT_EQ(std::ssize(written), many);
    for (int i = 0; i < many; ++i)
        ASSERT_EQ(written[static_cast<std::size_t>(i)], 2 * i);
}

TEST(Pipeline, AnErrorOfTheWriterEndsIt)
{
    Pipeline<int, int> pipeline(few_ahead(), 2);
    auto run = pipeline.run(
        count_up, [](int raw) { return raw; },
        [](int converted) { return converted < 10 ? Result<void>() : invalid("ten is enough"); });
    ASSERT_FALSE(run.ok());
    EXPECT_EQ(run.error().message, "ten is enough");
}

// Without this, the reader waits for room for ever, and whoever joins it waits with it.
TEST(Pipeline, AnExceptionEndsItToo)
{
    auto const keep = [](int raw) { return raw; };
    auto const take = [](int) { return Result<void>(); };
    Pipeline<int, int> in_converter(few_ahead(), 2);
    EXPECT_THROW(
        (void)in_converter.run(
            count_up, [](int raw) { return raw < 10 ? raw : throw std::runtime_error("ten"); }, take),
        std::runtime_error);
    Pipeline<int, int> in_writer(few_ahead(), 2);
    EXPECT_THROW(
        (void)in_writer.run(count_up, keep, [](int) -> Result<void> { throw std::runtime_error("no"); }),
        std::runtime_error);
}

class ImportRecords : public ImportTest {
protected:
    ImportOptions options_;
};
ON_BOTH_DATABASES(ImportRecords);

TEST_P(ImportRecords, AnExceptionCostsOnlyItsRecord)
{
    Report report;
    ArchiveWriter writer(target(), connection_, options_, report);
    ASSERT_TRUE(writer.write_frame({}).ok());
    auto taken = import_records<int>(
        options_, writer,
        [](auto const& emit) -> Result<void> {
            for (int number = 1; number <= 3; ++number)
                TRY(emit(number, 1));
            return {};
        },
        [](int number, ImportedRecord& record) {
            record.name = fmt::format("record {}", number);
            if (number == 2)
                throw std::out_of_range("beyond the end");
            ImportedArticle imported;
            imported.article.title = record.name;
            imported.article.slug = fmt::format("record-{}", number);
            imported.article.source = fmt::format("test:{}", number);
            record.article = std::move(imported);
        });
    ASSERT_TRUE(taken.ok()) << taken.error().message;
    EXPECT_EQ(report.imported, 2);
    ASSERT_EQ(report.refused(), 1);
    EXPECT_EQ(report.refusals().first().front().record, "record 2");
    EXPECT_THAT(report.refusals().first().front().text, HasSubstr("beyond the end"));
}

} // namespace
} // namespace broadsheet::exchange
