/* A sample in the shape of a content utility class; written for this project's tests. */

#include "sampleContentUtils.h"

/* static */
bool nsContentUtils::IsForbiddenRequestHeader(const nsACString& aHeader,
                                              const nsACString& aValue) {
  if (IsForbiddenSystemRequestHeader(aHeader)) {
    return true;
  }
  if (IsOverrideMethodHeader(aHeader) && ContainsForbiddenMethod(aValue)) {
    return true;
  }
  return StringBeginsWith(aHeader, "proxy-"_ns, ignoringCase) ||
         StringBeginsWith(aHeader, "sec-"_ns, ignoringCase);
}

/* static */
bool nsContentUtils::IsForbiddenSystemRequestHeader(const nsACString& aHeader) {
  static const char* kInvalidHeaders[] = {
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
      "keep-alive", "origin", "referer", "set-cookie", "te", "trailer",
      "transfer-encoding", "upgrade", "via"};
  for (auto& kInvalidHeader : kInvalidHeaders) {
    if (aHeader.LowerCaseEqualsASCII(kInvalidHeader)) {
      return true;
    }
  }
  return false;
}

/* static */
bool nsContentUtils::IsOverrideMethodHeader(const nsACString& aHeader) {
  return aHeader.EqualsIgnoreCase("x-http-method-override") ||
         aHeader.EqualsIgnoreCase("x-http-method") ||
         aHeader.EqualsIgnoreCase("x-method-override");
}

/* static */
bool nsContentUtils::ContainsForbiddenMethod(const nsACString& aValue) {
  for (const nsACString& method : Split(aValue, ',')) {
    if (method.EqualsIgnoreCase("connect") || method.EqualsIgnoreCase("trace") ||
        method.EqualsIgnoreCase("track")) {
      return true;
    }
  }
  return false;
}

/* static */
bool nsContentUtils::IsForbiddenResponseHeader(const nsACString& aHeader) {
  return aHeader.LowerCaseEqualsASCII("set-cookie") ||
         aHeader.LowerCaseEqualsASCII("set-cookie2");
}
