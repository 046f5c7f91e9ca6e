// SPDX-License-Identifier: MIT
// A browser's lists of headers and methods, made for pratique's tests in the shape in which such lists are written.

#include "net/http/http_util.h"

namespace net {

namespace {

// Headers that a script may not set.
const char* const kForbiddenHeaders[] = {
    "accept-charset",
    "accept-encoding",
    "access-control-request-headers",
    "access-control-request-method",
    "connection",
    "content-length",
    "cookie",
    "cookie2",
    "date",
    "dnt",
    "expect",
    "host",
    "keep-alive",
    "origin",
    "referer",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
    "via",
};

// A header whose name begins so is forbidden too.
const char* const kForbiddenHeaderPrefixes[] = {
    "proxy-",
    "sec-",
};

// Headers whose value may not name a forbidden method.
const char* const kForbiddenHeaderFieldsWithForbiddenMethod[] = {
    "x-http-method",
    "x-http-method-override",
    "x-method-override",
};

}  // namespace

bool IsForbiddenMethod(std::string_view method) {
  static constexpr std::string_view kForbiddenMethods[] = {
      "connect",
      "trace",
      "track",
  };
  return std::ranges::any_of(kForbiddenMethods, [method](std::string_view forbidden) {
    return base::EqualsCaseInsensitiveASCII(method, forbidden);
  });
}

}  // namespace net
