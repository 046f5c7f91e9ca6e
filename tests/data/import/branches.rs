// Patterns that lead to different answers; written for this project's tests.
pub fn is_bad_port(port: u16) -> bool {
    match port {
        1 | 7 | 9 => true,
        80 | 443 => false,
        6665..=6669 => true,
        x if x > 60000 => true,
        _ => false,
    }
}
