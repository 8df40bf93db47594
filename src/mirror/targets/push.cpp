#include "mirror/targets/push.h"

#include "base/file.h"
#include "mirror/host_files.h"
#include "mirror/targets/pushed_list.h"

#include <algorithm>
#include <atomic>
#include <fmt/format.h>
#include <functional>
#include <map>
#include <mutex>
#include <thread>

namespace broadsheet::mirror {

namespace {

constexpr std::size_t most_failures = 100;
constexpr std::string_view own_files = ".broadsheet-";
constexpr std::string_view tiles = "log/tile/";

// What is sent together; the later proves the earlier.
enum class Step { published, proof, newest };

Step step_of(std::string_view name)
{
    if (name == "log/latest" || name.starts_with("log/checkpoint"))
        return Step::newest;
    return name.starts_with("log/") ? Step::proof : Step::published;
}

struct File {
    std::string name;
    FileState state;
};

using Files = std::map<Step, std::vector<File>>;

class Push {
public:
    Push(Store& store, OwnMirror const& mirror, PushedList& list, PushOptions const& options)
        : store_(store)
        , mirror_(mirror)
        , list_(list)
        , options_(options)
    {
    }

    Result<PushReport> run();

private:
    Result<Files> files_to_send();
    // Calls `act` with each, on several threads.
    template <typename Item>
    void for_all(std::vector<Item> const& items, std::function<Result<void>(Item const&)> const& act);
    Result<void> send(File const&);
    Result<void> remove(std::string const& name);

    Store& store_;
    OwnMirror const& mirror_;
    PushedList& list_;
    PushOptions const& options_;
    std::mutex mutex_; // guards report_
    PushReport report_;
};

Result<Files> Push::files_to_send()
{
    auto const& folder = options_.folder;
    Files files;
    TRY(for_each_file(folder, [&](std::filesystem::path const& path) -> Result<void> {
        auto name = path.lexically_relative(folder).generic_string();
        if (name.starts_with(own_files) || is_unfinished(path))
            return {};
        if (!mirror_.has(name) && !is_host_file(name, options_.host_files)) {
            if (!name.starts_with(tiles)) // partial ones, of which the log keeps none once they are full
                report_.left_out.push_back(std::move(name));
            return {};
        }
        std::error_code failed;
        FileState state;
        state.size = std::filesystem::file_size(path, failed);
        state.changed_at = std::filesystem::last_write_time(path, failed).time_since_epoch().count();
        if (failed)
            return io_error(fmt::format("cannot look at {}: {}", path.string(), failed.message()));
        files[step_of(name)].push_back({std::move(name), state});
        return {};
    }));
    return files;
}

template <typename Item>
void Push::for_all(std::vector<Item> const& items, std::function<Result<void>(Item const&)> const& act)
{
    std::atomic<std::size_t> next = 0;
    auto work = [&] {
        for (std::size_t at = next++; at < items.size(); at = next++) {
            auto done = act(items[at]);
            if (done.ok())
                continue;
            std::lock_guard lock(mutex_);
            report_.failures.push_back(done.error().message);
            if (report_.failures.size() >= most_failures)
                next = items.size(); // the store is not there, or does not want us
        }
    };
    std::vector<std::jthread> threads;
    for (unsigned number = 1; number < std::min<std::size_t>(options_.threads, items.size()); ++number)
        threads.emplace_back(work);
    work();
}

Result<void> Push::send(File const& file)
{
    if (list_.has(file.name, file.state)) {
        std::lock_guard lock(mutex_);
        ++report_.unchanged;
        return {};
    }
    auto const path = options_.folder / file.name;
    // What the store is told, it refuses anything else than: also what is written to the file from now on.
    auto const hash = is_host_file(file.name, options_.host_files) ? TRY(hash_of_file(path))
                                                                   : TRY(mirror_.check(file.name, path));
    TRY(store_.put(file.name, {path, file.state.size, std::string(hash.view())}));
    TRY(list_.note_sent(file.name, file.state));
    std::lock_guard lock(mutex_);
    ++report_.sent;
    report_.bytes += file.state.size;
    return {};
}

Result<void> Push::remove(std::string const& name)
{
    TRY(store_.remove(name));
    TRY(list_.note_removed(name));
    std::lock_guard lock(mutex_);
    ++report_.removed;
    return {};
}

Result<PushReport> Push::run()
{
    auto const files = TRY(files_to_send());
    std::vector<std::string> there;
    for (auto const& [step, some] : files) {
        if (report_.failures.empty())
            for_all<File>(some, [&](File const& file) { return send(file); });
        for (auto const& file : some)
            there.push_back(file.name);
    }
    if (!report_.failures.empty())
        return std::move(report_);
    std::ranges::sort(there);
    std::vector<std::string> gone;
    for (auto& name : list_.names())
        if (!std::ranges::binary_search(there, name))
            gone.push_back(std::move(name));
    for_all<std::string>(gone, [&](std::string const& name) { return remove(name); });
    TRY(list_.tidy());
    return std::move(report_);
}

} // namespace

Result<PushReport> push(Store& store, OwnMirror const& mirror, PushOptions const& options)
{
    auto list = TRY(PushedList::open(options.list));
    return Push(store, mirror, list, options).run();
}

} // namespace broadsheet::mirror
