#include "http/newspaper.h"

#include "base/random.h"
#include "http/client.h"

#include <cstdlib>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>

namespace broadsheet::http::test {

namespace {

// A folder with a fresh self-signed certificate, valid for an hour.
class Certificate {
public:
    explicit Certificate(long serial)
    {
        SystemRandom random;
        folder_ = std::filesystem::temp_directory_path() / ("broadsheet-tls-" + random.hex(8));
        std::filesystem::create_directory(folder_);
        write(serial);
    }
    ~Certificate() { std::filesystem::remove_all(folder_); }

    TlsFiles files() const { return {folder_ / "certificate.pem", folder_ / "key.pem"}; }

    void write(long serial) const
    {
        std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key(EVP_EC_gen("P-256"), EVP_PKEY_free);
        std::unique_ptr<X509, decltype(&X509_free)> certificate(X509_new(), X509_free);
        ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), serial);
        X509_gmtime_adj(X509_getm_notBefore(certificate.get()), 0);
        X509_gmtime_adj(X509_getm_notAfter(certificate.get()), 3600);
        X509_set_pubkey(certificate.get(), key.get());
        X509_NAME_add_entry_by_txt(X509_get_subject_name(certificate.get()), "CN", MBSTRING_ASC,
            reinterpret_cast<unsigned char const*>("localhost"), -1, -1, 0);
        X509_set_issuer_name(certificate.get(), X509_get_subject_name(certificate.get()));
        X509_sign(certificate.get(), key.get(), EVP_sha256());
        save("key.pem", [&](BIO* out) {
            PEM_write_bio_PrivateKey(out, key.get(), nullptr, nullptr, 0, nullptr, nullptr);
        });
        save("certificate.pem", [&](BIO* out) { PEM_write_bio_X509(out, certificate.get()); });
    }

private:
    template <typename Write>
    void save(char const* name, Write write) const
    {
        BIO* const out = BIO_new_file((folder_ / name).c_str(), "w");
        write(out);
        BIO_free(out);
    }

    std::filesystem::path folder_;
};

class TlsClient {
public:
    explicit TlsClient(std::uint16_t port)
        : context_(SSL_CTX_new(TLS_client_method()), SSL_CTX_free)
        , socket_(::socket(AF_INET, SOCK_STREAM, 0))
        , session_(SSL_new(context_.get()), SSL_free)
    {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(port);
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        EXPECT_EQ(::connect(socket_, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
        SSL_set_fd(session_.get(), socket_);
        SSL_set_alpn_protos(session_.get(), reinterpret_cast<unsigned char const*>("\x02h2\x08http/1.1"), 12);
        EXPECT_EQ(SSL_connect(session_.get()), 1);
    }
    ~TlsClient()
    {
        session_.reset();
        ::close(socket_);
    }

    // Sends the request, which has to ask for the connection to be closed, and returns all that comes.
    std::string exchange(std::string_view request)
    {
        SSL_write(session_.get(), request.data(), static_cast<int>(request.size()));
        std::string out;
        char buffer[16384];
        for (int size = 0; (size = SSL_read(session_.get(), buffer, sizeof buffer)) > 0;)
            out.append(buffer, static_cast<std::size_t>(size));
        return out;
    }
    long serial() const
    {
        std::unique_ptr<X509, decltype(&X509_free)> const certificate(
            SSL_get1_peer_certificate(session_.get()), X509_free);
        return ASN1_INTEGER_get(X509_get0_serialNumber(certificate.get()));
    }
    std::string protocol() const
    {
        unsigned char const* name = nullptr;
        unsigned size = 0;
        SSL_get0_alpn_selected(session_.get(), &name, &size);
        return {reinterpret_cast<char const*>(name), size};
    }

private:
    std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> context_;
    int socket_;
    std::unique_ptr<SSL, decltype(&SSL_free)> session_;
};

ServerSettings settings_with(Certificate const& certificate)
{
    ServerSettings settings;
    settings.tls = certificate.files();
    return settings;
}

TEST(Tls, serves_pages_files_and_posts)
{
    Certificate certificate(1);
    TestServer server({}, settings_with(certificate));
    server.newspaper.publish(1);
    TlsClient client(server.server->port());
    EXPECT_EQ(client.protocol(), "http/1.1");
    auto const answers = client.exchange("GET /a HTTP/1.1\r\nHost: a\r\n\r\n"
                                         "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello"
                                         "GET /file HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
    EXPECT_NE(answers.find("<p>edition 1"), std::string::npos);
    EXPECT_NE(answers.find("POST a ? hello"), std::string::npos);
    EXPECT_TRUE(answers.ends_with("09980999")) << answers.size();
}

TEST(Tls, is_asked_by_a_client_that_knows_the_certificate)
{
    Certificate certificate(1);
    TestServer server({}, settings_with(certificate));
    ClientRequest const request{
        Method::get, "https://localhost:" + std::to_string(server.server->port()) + "/a"};
    EXPECT_EQ(CurlClient().send(request).error().code, ErrorCode::unavailable);
    auto const answer = CurlClient(certificate.files().certificate).send(request);
    ASSERT_TRUE(answer.ok()) << answer.error().message;
    EXPECT_EQ(answer->status, 200);
}

TEST(Tls, sends_large_answers_whole)
{
    Certificate certificate(1);
    TestServer server({}, settings_with(certificate));
    server.newspaper.publish(1);
    TlsClient client(server.server->port());
    auto const answer = client.exchange("GET /large HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
    EXPECT_EQ(answer.size() - answer.find("\r\n\r\n") - 4, 8U * 1024 * 1024 + 13);
}

TEST(Tls, refuses_clear_text)
{
    Certificate certificate(1);
    TestServer server({}, settings_with(certificate));
    auto client = server.connect();
    client.send("GET /short HTTP/1.1\r\nHost: a\r\n\r\n");
    auto const answer = client.read_to_end();
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->find("HTTP/1.1 200"), std::string::npos);
}

TEST(Tls, takes_a_changed_certificate_without_a_restart)
{
    Certificate certificate(1);
    TestServer server({}, settings_with(certificate));
    EXPECT_EQ(TlsClient(server.server->port()).serial(), 1);
    certificate.write(2);
    for (int i = 0; i < 1000 && TlsClient(server.server->port()).serial() != 2; ++i)
        std::this_thread::yield();
    EXPECT_EQ(TlsClient(server.server->port()).serial(), 2);
}

TEST(Tls, says_which_file_is_wrong)
{
    Certificate certificate(1);
    auto settings = settings_with(certificate);
    settings.listen = {"127.0.0.1:0"};
    settings.tls->key = settings.tls->certificate;
    PageCache cache(1024);
    Newspaper newspaper(cache);
    Metrics metrics;
    SystemClock clock;
    auto started = Server::start(settings, newspaper, nullptr, metrics, clock);
    ASSERT_FALSE(started);
    EXPECT_TRUE(started.error().message.starts_with("TLS: " + settings.tls->key.string()))
        << started.error().message;
}

} // namespace

} // namespace broadsheet::http::test
