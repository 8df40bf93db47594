#pragma once

#include "http/admission.h"
#include "http/io_context.h"
#include "http/listener.h"
#include "http/pace.h"
#include "http/transport.h"
#include "http/upload_count.h"

#include <memory>
#include <string>
#include <string_view>

namespace broadsheet::http {

// One client's connection, from accept to close. Belongs to one I/O thread and is used on that thread only.
//
// It is told when the socket is ready and reads or writes itself, so that an idle connection holds no buffer
// and clear text and TLS are one code. Requests are read as far as answers may be made: at most
// `Limits::pipelined` at a time, and none while a worker has one.
class Connection : public std::enable_shared_from_this<Connection> {
public:
    Connection(IoContext&, Accepted, SslPointer, Admission::Ticket);
    ~Connection();

    // Begins to be told when the socket is ready; false if that cannot be.
    bool start();
    // The socket may have become readable or writable; `ended` when the peer will send nothing more.
    void on_ready(bool ended);
    // Ends the connection if its time is up.
    void check_deadline();
    // Lets the connection end with the answer in flight, at once if there is none.
    void stop();
    void close();

private:
    enum class State {
        reading_head,
        reading_body,
        answering, // a worker has the request
        lingering, // all is sent; unread bytes are drained so that the last answer is not lost to a reset
        closed,
    };

    // A request whose body is not complete yet.
    struct Incoming {
        std::unique_ptr<RequestReader> reader;
        Request request;
        UploadCount upload;
    };

    void proceed();
    bool step();
    bool receive();
    void on_received(std::string_view bytes);
    std::size_t process(std::string_view bytes);
    std::size_t process_head(std::string_view bytes);
    std::size_t process_body(std::string_view bytes);

    void take(RequestHead const&, bool body_at_hand);
    void expect_body(RequestHead const&, bool body_at_hand);
    bool answer_from_cache(RequestHead const&);
    void dispatch(Request);
    void answer(Reply);
    void refuse(int status);
    void add_output(Reply);

    enum class Flushed { done, partly, blocked, closed };
    Flushed flush();
    void linger();
    void set_reading_deadline();

    IoContext& context_;
    Admission::Ticket ticket_;
    std::string address_;
    bool is_of_proxy_;
    Socket socket_;
    Transport transport_;

    State state_ = State::reading_head;
    std::string input_; // received but not consumed
    bool input_incomplete_ = true; // whether input_ cannot be consumed without further bytes
    std::unique_ptr<Incoming> incoming_;
    Output output_;
    Pace body_pace_;
    Pace write_pace_;
    std::int64_t deadline_; // of reading or lingering
    std::size_t requests_ = 0;
    bool keep_alive_ = true; // after the request being answered
    bool head_begun_ = false; // whether deadline_ is that of an incomplete head
    bool writing_ = false; // waits for the socket to take more
    bool readable_ = false; // whether receiving may bring something: readiness is told once
    bool peer_ended_ = false;
};

// Returns an owning copy of a head, for workers.
Request to_request(RequestHead const&);

} // namespace broadsheet::http
