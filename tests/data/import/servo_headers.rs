/* A sample in the shape of a header object; written for this project's tests. */

fn is_forbidden_response_header(name: &str) -> bool {
    match name {
        "set-cookie" | "set-cookie2" => true,
        _ => false,
    }
}

pub fn is_forbidden_header_name(name: &str) -> bool {
    let disallowed_headers = [
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
    ];

    let disallowed_header_prefixes = ["sec-", "proxy-"];

    disallowed_headers.iter().any(|header| *header == name) ||
        disallowed_header_prefixes
            .iter()
            .any(|prefix| name.starts_with(prefix))
}

fn is_forbidden_method(method: &[u8]) -> bool {
    matches!(
        method.to_ascii_lowercase().as_slice(),
        b"connect" | b"trace" | b"track"
    )
}

fn is_blank(byte: u8) -> bool {
    byte == b'\t' || byte == b' '
}
