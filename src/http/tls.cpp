#include "http/tls.h"

#include "base/log.h"

#include <ctime>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <string_view>
#include <system_error>

namespace broadsheet::http {

namespace {

// ALPN: the one protocol spoken here (https://www.rfc-editor.org/rfc/rfc7301).
int select_protocol(SSL*, unsigned char const** out, unsigned char* out_size, unsigned char const* offered,
    unsigned offered_size, void*)
{
    static constexpr std::string_view ours = "\x08http/1.1";
    unsigned char* selected = nullptr;
    if (SSL_select_next_proto(&selected, out_size, reinterpret_cast<unsigned char const*>(ours.data()),
            static_cast<unsigned>(ours.size()), offered, offered_size)
        != OPENSSL_NPN_NEGOTIATED)
        return SSL_TLSEXT_ERR_NOACK;
    *out = selected;
    return SSL_TLSEXT_ERR_OK;
}

Error tls_error(std::filesystem::path const& file)
{
    char text[256];
    ERR_error_string_n(ERR_get_error(), text, sizeof text);
    ERR_clear_error();
    return invalid("TLS: " + file.string() + ": " + text);
}

} // namespace

void SslDeleter::operator()(SSL* session) const
{
    SSL_free(session);
}

Result<UtcMillis> certificate_end(std::filesystem::path const& file)
{
    std::unique_ptr<BIO, decltype(&BIO_free)> in(BIO_new_file(file.c_str(), "r"), BIO_free);
    if (!in)
        return tls_error(file);
    std::unique_ptr<X509, decltype(&X509_free)> certificate(
        PEM_read_bio_X509(in.get(), nullptr, nullptr, nullptr), X509_free);
    std::tm end{};
    if (!certificate || ASN1_TIME_to_tm(X509_get0_notAfter(certificate.get()), &end) != 1)
        return tls_error(file);
    return UtcMillis{::timegm(&end)} * 1'000;
}

Result<std::unique_ptr<TlsContext>> TlsContext::load(
    std::filesystem::path const& certificate, std::filesystem::path const& key)
{
    std::unique_ptr<TlsContext> context(new TlsContext(certificate, key));
    context->loaded_ = context->stamp();
    context->context_ = TRY(context->read_files());
    return context;
}

TlsContext::TlsContext(std::filesystem::path certificate, std::filesystem::path key)
    : certificate_(std::move(certificate))
    , key_(std::move(key))
{
}

TlsContext::~TlsContext() = default;

Result<std::shared_ptr<SSL_CTX>> TlsContext::read_files() const
{
    std::shared_ptr<SSL_CTX> context(SSL_CTX_new(TLS_server_method()), SSL_CTX_free);
    if (!context)
        return tls_error(certificate_);
    SSL_CTX_set_min_proto_version(context.get(), TLS1_2_VERSION);
    SSL_CTX_set_options(context.get(), SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION);
    // Output keeps the bytes of an unfinished write but not their address.
    SSL_CTX_set_mode(context.get(),
        SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER | SSL_MODE_RELEASE_BUFFERS);
    SSL_CTX_set_alpn_select_cb(context.get(), select_protocol, nullptr);
    if (SSL_CTX_use_certificate_chain_file(context.get(), certificate_.c_str()) != 1)
        return tls_error(certificate_);
    if (SSL_CTX_use_PrivateKey_file(context.get(), key_.c_str(), SSL_FILETYPE_PEM) != 1
        || SSL_CTX_check_private_key(context.get()) != 1)
        return tls_error(key_);
    return context;
}

TlsContext::Stamp TlsContext::stamp() const
{
    std::error_code ignored;
    return {std::filesystem::last_write_time(certificate_, ignored),
        std::filesystem::last_write_time(key_, ignored)};
}

SslPointer TlsContext::accept(int socket) const
{
    std::shared_ptr<SSL_CTX> context;
    {
        std::lock_guard const lock(mutex_);
        context = context_;
    }
    SslPointer session(SSL_new(context.get()));
    if (!session || SSL_set_fd(session.get(), socket) != 1)
        return nullptr;
    SSL_set_accept_state(session.get());
    return session;
}

void TlsContext::reload_if_changed()
{
    auto const now = stamp();
    std::lock_guard const lock(mutex_);
    if (now == loaded_)
        return;
    loaded_ = now;
    auto context = read_files();
    if (!context)
        return log_error("{}; the certificate read before stays in use", context.error().message);
    context_ = std::move(*context);
    log_info("TLS: read the changed certificate");
}

} // namespace broadsheet::http
