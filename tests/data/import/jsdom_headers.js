"use strict";
// A sample in the shape of a header module; written for this project's tests.
const { MIMEType } = require("whatwg-mimetype");

const NO_CORS_SAFELISTED_REQUEST = new Set([`accept`, `accept-language`, `content-language`, `content-type`]);
const FORBIDDEN_RESPONSE = new Set(["set-cookie", "set-cookie2"]);
const UNSAFE_BYTE = /[\x00-\x08\x0A-\x1F"():<>?@[\\\]{}\x7F]/;

const BASIC_FORBIDDEN_REQUEST_HEADERS = new Set([
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
  "via"
]);

const METHOD_CHECKING_FORBIDDEN_REQUEST_HEADERS = new Set([
  "x-http-method",
  "x-http-method-override",
  "x-method-override"
]);

const FORBIDDEN_METHODS = new Set([
  "connect",
  "trace",
  "track"
]);

function isForbiddenRequestHeader(name, value) {
  const lower = name.toLowerCase();
  if (BASIC_FORBIDDEN_REQUEST_HEADERS.has(lower)) {
    return true;
  }
  if (lower.startsWith("proxy-") || lower.startsWith("sec-")) {
    return true;
  }
  return METHOD_CHECKING_FORBIDDEN_REQUEST_HEADERS.has(lower) && value.split(",").some(isForbiddenMethod);
}
