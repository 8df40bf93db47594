#include "http/connection.h"

#include "base/ascii.h"
#include "http/cached_page.h"
#include "http/prepare.h"

#include <boost/asio/post.hpp>
#include <limits>
#include <sys/socket.h>

namespace broadsheet::http {

namespace {

constexpr std::int64_t never = std::numeric_limits<std::int64_t>::max();
constexpr std::int64_t linger_milliseconds = 2000;
// Writes and reads in a row before other connections get their turn.
constexpr int steps_of_a_turn = 16;
constexpr std::string_view continue_head = "HTTP/1.1 100 Continue\r\n\r\n";

// Whether the body may be one of those that only so many are read of at a time.
bool is_upload(Limits const& limits, RequestHead const& head)
{
    return limits.most_body_bytes(head.path) > limits.body_bytes
        && (head.chunked || *head.content_length > limits.body_bytes);
}

} // namespace

Request to_request(RequestHead const& head)
{
    Request request;
    request.method = head.method;
    request.target = head.target;
    request.path = head.path;
    request.query = head.query;
    request.host = head.host;
    request.headers.reserve(head.headers.size());
    for (auto const& header : head.headers)
        request.headers.push_back({std::string(header.name), std::string(header.value)});
    return request;
}

Connection::Connection(IoContext& context, Accepted accepted, SslPointer session, Admission::Ticket ticket)
    : context_(context)
    , ticket_(std::move(ticket))
    , address_(std::move(accepted.address))
    , is_of_proxy_(accepted.is_of_proxy)
    , socket_(std::move(accepted.socket))
    , transport_(socket_.get(), std::move(session))
    , body_pace_(context.limits.body_time, context.limits.body_bytes_per_second)
    , write_pace_(context.limits.write_time, context.limits.write_bytes_per_second)
    , deadline_(context.now + context.limits.head_time.count())
{
    context_.counters.connections_opened.add();
}

Connection::~Connection()
{
    context_.counters.connections_closed.add();
}

bool Connection::start()
{
    return context_.sockets.add(socket_.get(), *this);
}

void Connection::on_ready(bool ended)
{
    if (state_ == State::closed)
        return;
    readable_ = true;
    peer_ended_ = peer_ended_ || ended;
    proceed();
}

// Goes on until there is nothing to do but wait, or it is the other connections' turn.
void Connection::proceed()
{
    for (int steps = 0; steps < steps_of_a_turn; ++steps) {
        if (!step())
            return;
    }
    boost::asio::post(context_.events, [self = shared_from_this()] {
        if (self->state_ != State::closed)
            self->proceed();
    });
}

// Writes what there is, then goes on with what was received before, then receives more. Returns false when it
// has to wait.
bool Connection::step()
{
    switch (flush()) {
    case Flushed::done:
        break;
    case Flushed::partly:
        return true;
    case Flushed::blocked:
        return false;
    case Flushed::closed:
        close();
        return false;
    }
    if (state_ == State::answering)
        return false;
    if (!keep_alive_ && state_ == State::reading_head) {
        linger();
        return true;
    }
    if (!input_incomplete_) {
        input_.erase(0, process(input_));
        return true;
    }
    if (readable_)
        return receive();
    if (state_ != State::lingering)
        set_reading_deadline();
    return false;
}

bool Connection::receive()
{
    auto& buffer = context_.buffer;
    auto const received = transport_.receive(buffer);
    if (received.status == IoStatus::closed) {
        close();
        return false;
    }
    // A buffer not filled means that the socket is empty, and that more will be told; the end of the stream
    // is told with the last bytes. TLS has bytes of its own.
    bool const is_done = received.status == IoStatus::done;
    readable_ = is_done && (received.bytes == buffer.size() || peer_ended_ || transport_.secure());
    if (is_done && state_ != State::lingering)
        on_received({buffer.data(), received.bytes});
    return true;
}

void Connection::on_received(std::string_view bytes)
{
    if (state_ == State::reading_body)
        body_pace_.moved(context_.now, bytes.size());
    if (input_.empty()) {
        auto const consumed = process(bytes);
        input_.assign(bytes.substr(consumed));
    } else {
        input_.append(bytes);
        input_.erase(0, process(input_));
    }
}

// Consumes requests until one is incomplete, has to wait for a worker, or is the last that may be answered
// now.
std::size_t Connection::process(std::string_view bytes)
{
    std::size_t consumed = 0;
    input_incomplete_ = false;
    while ((keep_alive_ || state_ == State::reading_body) && output_.size() < context_.limits.pipelined) {
        auto const rest = bytes.substr(consumed);
        if (state_ == State::reading_body)
            consumed += process_body(rest);
        else if (state_ != State::reading_head)
            break;
        else if (rest.empty())
            input_incomplete_ = true;
        else
            consumed += process_head(rest);
        if (input_incomplete_)
            break;
    }
    return consumed;
}

std::size_t Connection::process_head(std::string_view bytes)
{
    auto& reader = *context_.reader;
    auto const progress = reader.read_head(bytes);
    switch (progress.outcome) {
    case RequestReader::Outcome::need_more:
        input_incomplete_ = true;
        break;
    case RequestReader::Outcome::refused:
        refuse(progress.status);
        break;
    case RequestReader::Outcome::complete:
        take(reader.head(), bytes.size() > progress.consumed);
        break;
    }
    return progress.consumed;
}

std::size_t Connection::process_body(std::string_view bytes)
{
    auto const progress = incoming_->reader->read_body(bytes);
    switch (progress.outcome) {
    case RequestReader::Outcome::need_more:
        // What is left over is a chunk's size line or the trailer: as much as a head may be.
        if (bytes.size() - progress.consumed > context_.limits.head_bytes)
            refuse(431);
        input_incomplete_ = true;
        break;
    case RequestReader::Outcome::refused:
        refuse(progress.status);
        break;
    case RequestReader::Outcome::complete: {
        auto const incoming = std::move(incoming_);
        incoming->request.body = std::move(incoming->reader->body());
        dispatch(std::move(incoming->request));
        break;
    }
    }
    return progress.consumed;
}

void Connection::take(RequestHead const& head, bool body_at_hand)
{
    ++requests_;
    head_begun_ = false;
    keep_alive_
        = head.keep_alive && !context_.stopping && requests_ < context_.limits.requests_per_connection;
    if (!head.expect.empty() && !equals_ignoring_case(head.expect, "100-continue"))
        return refuse(417);
    if (head.has_body())
        return expect_body(head, body_at_hand);
    if (head.is_read() && context_.cache) {
        if (answer_from_cache(head))
            return context_.counters.cache_hits.add();
        context_.counters.cache_misses.add();
    }
    dispatch(to_request(head));
}

void Connection::expect_body(RequestHead const& head, bool body_at_hand)
{
    incoming_ = std::make_unique<Incoming>();
    if (is_upload(context_.limits, head)) {
        if (context_.uploads >= context_.limits.uploads)
            return refuse(503);
        incoming_->upload = UploadCount(context_.uploads);
    }
    incoming_->request = to_request(head);
    if (!head.expect.empty() && !body_at_hand) {
        Reply interim;
        interim.head = continue_head;
        output_.add(std::move(interim), "");
    }
    // The reader is in the midst of this request now; the thread's other connections need another.
    incoming_->reader = std::exchange(context_.reader, std::make_unique<RequestReader>(context_.limits));
    state_ = State::reading_body;
    body_pace_.start(context_.now);
}

bool Connection::answer_from_cache(RequestHead const& head)
{
    auto const page = context_.cache->find(head.path);
    if (!page || !page->answers(head.has_query, head.query))
        return false;
    auto const coding = page->choose(head.preferences);
    if (!coding || !page->has(*coding))
        return false;
    add_output(page->reply(*coding, head.preferences));
    return true;
}

void Connection::dispatch(Request request)
{
    request.address = address_;
    request.came_by_proxy = is_of_proxy_;
    request.secure = transport_.secure();
    state_ = State::answering;
    deadline_ = never;
    context_.dispatcher.dispatch(std::move(request), [self = shared_from_this()](Reply reply) {
        auto& events = self->context_.events;
        boost::asio::post(
            events, [self, reply = std::move(reply)]() mutable { self->answer(std::move(reply)); });
    });
}

void Connection::answer(Reply reply)
{
    if (state_ != State::answering)
        return;
    state_ = State::reading_head;
    if (context_.stopping)
        keep_alive_ = false;
    add_output(std::move(reply));
    proceed();
}

void Connection::refuse(int status)
{
    keep_alive_ = false;
    incoming_.reset();
    state_ = State::reading_head;
    add_output(prepare_error(status));
}

void Connection::add_output(Reply reply)
{
    context_.counters.responses[static_cast<std::size_t>(reply.status / 100)].add();
    output_.add(std::move(reply), context_.tail(keep_alive_));
}

Connection::Flushed Connection::flush()
{
    if (output_.empty())
        return Flushed::done;
    auto const sent = output_.send(transport_);
    context_.counters.bytes_sent.add(sent.bytes);
    if (sent.status == IoStatus::closed)
        return Flushed::closed;
    if (output_.empty()) {
        writing_ = false;
        return Flushed::done;
    }
    if (!writing_)
        write_pace_.start(context_.now);
    else
        write_pace_.moved(context_.now, sent.bytes);
    writing_ = true;
    return sent.status == IoStatus::done ? Flushed::partly : Flushed::blocked;
}

void Connection::set_reading_deadline()
{
    if (state_ == State::reading_body)
        deadline_ = body_pace_.deadline();
    else if (input_.empty() && requests_ > 0)
        deadline_ = context_.now + context_.limits.idle_time.count();
    else if (!input_.empty() && !std::exchange(head_begun_, true) && requests_ > 0)
        deadline_ = context_.now + context_.limits.head_time.count();
}

void Connection::linger()
{
    transport_.finish_sending();
    state_ = State::lingering;
    input_ = {};
    input_incomplete_ = true;
    deadline_ = context_.now + linger_milliseconds;
}

void Connection::check_deadline()
{
    if (state_ == State::closed)
        return;
    if (writing_) {
        if (context_.now < write_pace_.deadline())
            return;
        // Reset: what the reader does not take is not kept by the kernel for it either.
        ::linger const at_once{1, 0};
        ::setsockopt(socket_.get(), SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
        context_.counters.responses[0].add();
        return close();
    }
    if (context_.now < deadline_)
        return;
    bool const in_request
        = state_ == State::reading_body || (state_ == State::reading_head && !input_.empty());
    if (!in_request)
        return close();
    refuse(408);
    proceed();
}

void Connection::stop()
{
    if (state_ != State::reading_head || writing_ || !input_.empty())
        return;
    // A request that has arrived already is answered still.
    readable_ = true;
    proceed();
    if (state_ == State::reading_head && input_.empty() && output_.empty())
        close();
}

void Connection::close()
{
    if (state_ == State::closed)
        return;
    state_ = State::closed;
    socket_ = {};
    context_.remove(shared_from_this());
}

} // namespace broadsheet::http
