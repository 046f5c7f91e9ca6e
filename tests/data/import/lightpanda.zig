// A sample in the shape of lightpanda's HTTP module; written for this project's tests.
const std = @import("std");

const message =
    \\a text of
    \\several lines, with 25, and 110
;

pub fn isBlockedPort(port: u16) bool {
    return switch (port) {
        1, 7, 9, 11, 13, 15, 17, 19...23, // from chargen to telnet
        25,
        6665...6669,
        10080 => true,
        else => false,
    };
}
