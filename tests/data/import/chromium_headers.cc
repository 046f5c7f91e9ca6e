// A sample in the shape of a browser's header tables; written for this project's tests.

#include "sample/http.h"

namespace sample {

namespace {

// Headers that a page may not set.
const char* const kForbiddenHeaderFields[] = {
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
    "set-cookie",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
    "via",
    // Kept for the sake of old pages.
    "user-agent",
};

// Headers that may not carry one of the methods below.
const char* const kForbiddenHeaderFieldsWithForbiddenMethod[] = {
    "x-http-method",
    "x-http-method-override",
    "x-method-override",
};

const char* const kForbiddenMethods[] = {
    "connect",
    "trace",
    "track",
};

const char* const kMonths[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun"};

}  // namespace

bool IsMethodSafe(std::string_view method) {
  return method == "GET" || method == "HEAD" || method == "TRACE";
}

bool IsSafeHeader(std::string_view name, std::string_view value) {
  if (StartsWith(name, "proxy-", NoCase()) ||
      StartsWith(name, "sec-", NoCase())) {
    return false;
  }
  for (const char* field : kForbiddenHeaderFields) {
    if (EqualsNoCase(name, field)) {
      return false;
    }
  }
  return true;
}

}  // namespace sample
