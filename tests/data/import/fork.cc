// A fork's port table with all that may stand in one; written for this project's tests.
#include "fork.h"

static constexpr unsigned short kOurBlockedPorts[] = {
    1,        // tcpmux
    7, 9,     // echo, discard
    0x13,     // chargen, in hexadecimal
    025,      // ftp, in octal
    6'000u,   // X11, with a separator and a suffix
    kSmtp,    // a name
    PORT(110),
    static_cast<int>(143),
    (389),
    25 + 1,
#include "more_ports.inc"
#if BUILDFLAG(IS_WIN)
    445,
#elif defined(FORK_LINUX)
    111,
#else
    548,
#endif
#if 0
    631,
#endif
    // 80,
    BASE_PORTS
};

bool IsOurs(int port) {
  return std::binary_search(std::begin(kOurBlockedPorts), std::end(kOurBlockedPorts), port);
}
