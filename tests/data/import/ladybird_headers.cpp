/*
 * A sample in the shape of a header test; written for this project's tests.
 */

#include <AK/StringView.h>

namespace Sample {

bool is_no_cors_safelisted_request_header_name(StringView name)
{
    return name.is_one_of_ignoring_ascii_case("Accept"sv, "Accept-Language"sv, "Content-Language"sv, "Content-Type"sv);
}

bool is_forbidden_request_header(Header const& header)
{
    auto name = StringView { header.name };

    // The names that only the browser writes.
    if (name.is_one_of_ignoring_ascii_case(
            "Accept-Charset"sv,
            "Accept-Encoding"sv,
            "Access-Control-Request-Headers"sv,
            "Access-Control-Request-Method"sv,
            "Connection"sv,
            "Content-Length"sv,
            "Cookie"sv,
            "Cookie2"sv,
            "Date"sv,
            "DNT"sv,
            "Expect"sv,
            "Host"sv,
            "Keep-Alive"sv,
            "Origin"sv,
            "Referer"sv,
            "Set-Cookie"sv,
            "TE"sv,
            "Trailer"sv,
            "Transfer-Encoding"sv,
            "Upgrade"sv,
            "Via"sv)) {
        return true;
    }

    if (name.starts_with("proxy-"sv, CaseSensitivity::CaseInsensitive) || name.starts_with("sec-"sv, CaseSensitivity::CaseInsensitive))
        return true;

    if (name.is_one_of_ignoring_ascii_case("X-HTTP-Method"sv, "X-HTTP-Method-Override"sv, "X-Method-Override"sv)) {
        for (auto const& method : split(header.value)) {
            if (is_forbidden_method(method))
                return true;
        }
    }
    return false;
}

bool is_forbidden_method(StringView method)
{
    return method.is_one_of_ignoring_ascii_case("CONNECT"sv, "TRACE"sv, "TRACK"sv);
}

}
