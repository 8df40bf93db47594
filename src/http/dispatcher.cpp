#include "http/dispatcher.h"

#include "base/log.h"
#include "http/cached_page.h"
#include "http/prepare.h"
#include "http/response_head.h"

#include <algorithm>

namespace broadsheet::http {

namespace {

// A render that an edition overtakes is done again, this often at most: against a Handler whose edition
// lags behind the cache's for good.
constexpr int most_renders = 5;

Preferences preferences_of(Request const& request, bool head_only)
{
    auto value = [&](std::string_view name) { return request.header(name).value_or(std::string_view{}); };
    return {value("Accept-Encoding"), value("If-None-Match"), value("If-Modified-Since"), value("Range"),
        value("If-Range"), head_only};
}

std::string allow_list(std::vector<Method> const& methods)
{
    std::string out;
    for (auto method : methods) {
        if (method == Method::options)
            continue;
        out.append(name_of(method)).append(", ");
        if (method == Method::get)
            out.append("HEAD, ");
    }
    return out + "OPTIONS";
}

Response respond_with_allow(int status, std::vector<Method> const& methods)
{
    auto response = make_error(status);
    if (status == 204)
        response.content_type.clear();
    response.headers.push_back({"Allow", allow_list(methods)});
    return response;
}

bool has_query(Request const& request)
{
    return request.target.find('?') != std::string::npos;
}

Reply refuse_for_load()
{
    auto response = make_error(503);
    response.headers.push_back({"Retry-After", "2"});
    return prepare(std::move(response), {}, false);
}

} // namespace

struct Dispatcher::Task {
    Task(Request given, Completion completion)
        : request(std::move(given))
        , head_only(request.method == Method::head)
        , done(std::move(completion))
    {
        if (head_only)
            request.method = Method::get;
    }

    Preferences preferences() const { return preferences_of(request, head_only); }

    Request request;
    bool head_only;
    Completion done;
};

struct Dispatcher::Rendering {
    PagePointer page;
    Response response;
};

Dispatcher::Dispatcher(Handler& handler, PageCache* cache, WorkerPool& workers, Metrics& metrics)
    : handler_(handler)
    , cache_(cache)
    , workers_(workers)
    , metrics_(metrics)
{
}

void Dispatcher::dispatch(Request request, Completion done)
{
    auto task = std::make_shared<Task>(std::move(request), std::move(done));
    if (cache_ && task->request.method == Method::get && handler_.is_page(task->request.path))
        join_flight(std::move(task));
    else
        submit_alone(std::move(task));
}

void Dispatcher::join_flight(TaskPointer task)
{
    auto key = task->request.path;
    if (!task->request.query.empty())
        key.append("?").append(task->request.query);
    {
        std::lock_guard const lock(mutex_);
        auto& flight = flights_[key];
        flight.push_back(task);
        if (flight.size() > 1)
            return;
    }
    if (submit([this, key, task] { fly(key, *task); }))
        return;
    for (auto const& refused : end_flight(key))
        refused->done(refuse_for_load());
}

std::vector<Dispatcher::TaskPointer> Dispatcher::end_flight(std::string const& key)
{
    std::lock_guard const lock(mutex_);
    return std::move(flights_.extract(key).mapped());
}

void Dispatcher::fly(std::string const& key, Task const& leader)
{
    Rendering rendering;
    std::vector<TaskPointer> tasks;
    for (int attempt = 1; tasks.empty(); ++attempt) {
        rendering = render(leader.request);
        std::lock_guard const lock(mutex_);
        // Looked at under the lock that requests join under: whoever came after an edition was set gets that
        // edition.
        bool const overtaken = rendering.page && rendering.page->edition() < cache_->edition();
        if (!overtaken || attempt == most_renders)
            tasks = std::move(flights_.extract(key).mapped());
    }
    if (rendering.page) {
        for (auto const& task : tasks)
            deliver_page(*task, rendering.page);
        return;
    }
    tasks.front()->done(prepare(std::move(rendering.response), leader.preferences(), true));
    std::for_each(
        tasks.begin() + 1, tasks.end(), [this](TaskPointer& task) { submit_alone(std::move(task)); });
}

Dispatcher::Rendering Dispatcher::render(Request const& request)
{
    if (auto page = cache_->find(request.path); page && page->answers(has_query(request), request.query))
        return {std::move(page), {}};
    auto response = ask_handler(request);
    bool const in_memory = std::holds_alternative<std::shared_ptr<std::string const>>(response.body);
    if (!response.cacheability || !in_memory || !is_sendable(response))
        return {nullptr, std::move(response)};
    auto const& shared_as = response.cacheability->shared_as;
    auto previous = cache_->find_any_edition(shared_as.empty() ? request.path : shared_as);
    if (previous && !shared_as.empty() && previous->edition() == response.cacheability->edition)
        return {std::move(previous), {}};
    auto page = std::make_shared<CachedPage const>(std::move(response), previous.get());
    keep(request, page);
    return {std::move(page), {}};
}

// Keeps a page under the name it shares with other paths, or under its path, if that alone says what it is.
void Dispatcher::keep(Request const& request, PagePointer const& page)
{
    if (!page->shared_as().empty())
        cache_->insert(page->shared_as(), page);
    else if (page->answers(has_query(request), request.query))
        cache_->insert(request.path, page);
}

void Dispatcher::deliver_page(Task const& task, PagePointer& page)
{
    auto const preferences = task.preferences();
    auto const coding = page->choose(preferences);
    if (!coding)
        return task.done(prepare_error(406));
    if (!page->has(*coding)) {
        page = page->with_coding(*coding);
        keep(task.request, page);
    }
    task.done(page->reply(*coding, preferences));
}

void Dispatcher::submit_alone(TaskPointer task)
{
    if (!submit([this, task] { answer_alone(*task); }))
        task->done(refuse_for_load());
}

void Dispatcher::answer_alone(Task const& task)
{
    bool const is_read = task.request.method == Method::get;
    task.done(prepare(ask_handler(task.request), task.preferences(), is_read));
}

Response Dispatcher::ask_handler(Request const& request)
{
    auto const methods = handler_.methods(request.path);
    if (std::ranges::find(methods, request.method) == methods.end())
        return respond_with_allow(request.method == Method::options ? 204 : 405, methods);
    auto const start = std::chrono::steady_clock::now();
    Response response;
    try {
        response = handler_.handle(request);
    } catch (std::exception const& exception) {
        log_error("a request handler failed: {}", exception.what());
        response = make_error(500);
    }
    metrics_.observe_render(std::chrono::steady_clock::now() - start);
    return response;
}

bool Dispatcher::submit(WorkerPool::Job job)
{
    bool const taken = workers_.submit(std::move(job));
    metrics_.set_queue_length(workers_.queued());
    if (!taken)
        metrics_.count_refused_by_queue();
    return taken;
}

} // namespace broadsheet::http
