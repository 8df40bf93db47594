#include "http/aws_signature.h"

#include "base/ascii.h"
#include "base/encoding.h"

#include <algorithm>
#include <ctime>
#include <fmt/chrono.h>
#include <fmt/format.h>

namespace broadsheet::http {

namespace {

constexpr std::string_view algorithm = "AWS4-HMAC-SHA256";

struct Address {
    std::string host; // and port
    std::string path;
    std::string query;
};

Result<Address> parts_of(std::string_view url)
{
    auto const scheme = url.find("://");
    if (scheme == std::string_view::npos)
        return invalid("an address to sign has no host");
    auto const after = url.substr(scheme + 3);
    auto const end = std::min(after.find_first_of("/?"), after.size());
    auto const query = std::min(after.find('?'), after.size());
    Address address{std::string(after.substr(0, end)), std::string(after.substr(end, query - end)),
        std::string(after.substr(std::min(query + 1, after.size())))};
    if (address.host.empty())
        return invalid("an address to sign has no host");
    if (address.path.empty())
        address.path.push_back('/');
    return address;
}

// The fields of the query in the order of their names; one without '=' has an empty value.
std::string canonical_query(std::string_view query)
{
    std::vector<std::string> fields;
    while (!query.empty()) {
        auto const end = std::min(query.find('&'), query.size());
        auto const field = query.substr(0, end);
        fields.push_back(std::string(field) + (field.find('=') == std::string_view::npos ? "=" : ""));
        query.remove_prefix(std::min(end + 1, query.size()));
    }
    std::ranges::sort(fields);
    return fmt::format("{}", fmt::join(fields, "&"));
}

struct SignedFields {
    std::string canonical; // "name:value\n" each
    std::string names; // "host;range"
};

SignedFields signed_fields(std::vector<Header> const& headers, std::string const& host)
{
    std::vector<std::pair<std::string, std::string>> fields{{"host", host}};
    for (auto const& [name, value] : headers)
        fields.emplace_back(to_lower(name), trimmed(value));
    std::ranges::sort(fields);
    SignedFields all;
    for (auto const& [name, value] : fields) {
        all.canonical += name + ":" + value + "\n";
        all.names += (all.names.empty() ? "" : ";") + name;
    }
    return all;
}

std::string signing_key(AwsCredentials const& credentials, std::string const& day)
{
    auto key = hmac_sha256("AWS4" + credentials.secret_key, day);
    for (std::string_view const step : {std::string_view(credentials.region),
             std::string_view(credentials.service), std::string_view("aws4_request")})
        key = hmac_sha256(key, step);
    return key;
}

} // namespace

Result<void> sign_for_aws(ClientRequest& request, AwsCredentials const& credentials, UtcMillis now)
{
    auto const address = TRY(parts_of(request.url));
    auto const time = fmt::format("{:%Y%m%dT%H%M%SZ}", fmt::gmtime(static_cast<std::time_t>(now / 1000)));
    auto const day = time.substr(0, 8);
    auto const content = to_hex(request.file ? request.file->sha256 : sha256(request.body));
    request.headers.push_back({"x-amz-date", time});
    if (credentials.service == "s3")
        request.headers.push_back({"x-amz-content-sha256", content});

    auto const fields = signed_fields(request.headers, address.host);
    auto const canonical = fmt::format("{}\n{}\n{}\n{}\n{}\n{}", name_of(request.method), address.path,
        canonical_query(address.query), fields.canonical, fields.names, content);
    auto const scope = fmt::format("{}/{}/{}/aws4_request", day, credentials.region, credentials.service);
    auto const text = fmt::format("{}\n{}\n{}\n{}", algorithm, time, scope, to_hex(sha256(canonical)));
    auto const signature = to_hex(hmac_sha256(signing_key(credentials, day), text));
    request.headers.push_back({"Authorization",
        fmt::format("{} Credential={}/{}, SignedHeaders={}, Signature={}", algorithm, credentials.access_key,
            scope, fields.names, signature)});
    return {};
}

} // namespace broadsheet::http
