// A sample in the shape of a browser's port table; written for this project's tests.

#include "sample/ports.h"

#include <set>

#include "sample/strings.h"

namespace sample {

namespace {

// Which of the rare ports pages ask for; no list of blocked ports.
enum class RarePort { kOther = 0, k69 = 1, k137 = 2, kMaxValue = k137 };

constexpr auto kRarePorts = MakeMap<int, RarePort>({
    {69, RarePort::k69},
    {137, RarePort::k137},
});

// Ports that no page may reach. A scheme's own exceptions come first.
const int kRestrictedPorts[] = {
    0,      // reserved
    1,      // tcpmux
    7,      // echo
    9,      // discard
    11,     // systat
    13,     // daytime
    15,     // netstat
    17,     // qotd
    19,     // chargen
    20,     // ftp-data
    21,     // ftp
    22,     // ssh
    23,     // telnet
    25,     // smtp
    37,     // time
    42,     // name
    43,     // nicname
    53,     // domain
    69,     // tftp
    77,     // private RJE
    79,     // finger
    87,     // private terminal link
    95,     // supdup
    101,    // hostname
    102,    // iso-tsap
    103,    // gppitnp
    104,    // acr-nema
    109,    // pop2
    110,    // pop3
    111,    // sunrpc
    113,    // auth
    115,    // sftp
    117,    // uucp-path
    119,    // nntp
    123,    // ntp
    135,    // epmap
    137,    // netbios-ns
    139,    // netbios-ssn
    143,    // imap
    161,    // snmp
    179,    // bgp
    389,    // ldap
    427,    // svrloc
    465,    // submissions
    512,    // exec
    513,    // login
    514,    // shell
    515,    // printer
    526,    // tempo
    530,    // courier
    531,    // chat
    532,    // netnews
    540,    // uucp
    548,    // afp
    554,    // rtsp
    556,    // remotefs
    563,    // nntps
    587,    // submission
    601,    // syslog-conn
    636,    // ldaps
    989,    // ftps-data
    990,    // ftps
    993,    // imaps
    995,    // pop3s
    1719,   // h323gatestat
    1720,   // h323hostcall
    1723,   // pptp
    2049,   // nfs
    3659,   // apple-sasl
    4045,   // npp
    5060,   // sip
    5061,   // sips
    6000,   // x11
    6566,   // sane-port
    6665,   // ircu
    6666,   // ircu
    6667,   // ircu
    6668,   // ircu
    6669,   // ircu
    6697,   // ircs-u
    10080,  // amanda
};

// Ports that an administrator may open again for a while.
constexpr int kAllowablePorts[] = {
    554,    // until autumn
    10080,  // until spring
};

int g_opened_port = 0;

}  // namespace

bool IsPortValid(int port) {
  return port >= 0 && port <= 65535;
}

bool IsPortAllowedForScheme(int port, std::string_view scheme) {
  if (!IsPortValid(port)) {
    return false;
  }
  if (OpenedPorts().count(port) > 0) {
    return true;
  }

  // File transfers have a port of their own.
  if (EqualsNoCase(scheme, kFtpScheme) && port == 21) {
    return true;
  }

  for (int restricted_port : kRestrictedPorts) {
    if (restricted_port == port) {
      return false;
    }
  }
  return true;
}

bool IsAllowablePort(int port) {
  for (auto allowable : kAllowablePorts) {
    if (port == allowable) {
      return true;
    }
  }
  return port == g_opened_port;
}

}  // namespace sample
