// A sample in the shape of a runtime's fetch; written for this project's tests.
(function () {
const { core, primordials } = __bootstrap;
const { StringPrototypeStartsWith, TypeError } = primordials;

const BODY_HEADER_NAMES = ["content-encoding", "content-type"];

// Ports that are refused before anything is dialled.
const BAD_PORTS = {
  __proto__: null,
  "0": true, // reserved
  "1": true, // tcpmux
  "7": true, // echo
  "9": true, // discard
  "11": true, // systat
  "13": true, // daytime
  "15": true, // netstat
  "17": true, // qotd
  "19": true, // chargen
  "20": true, // ftp-data
  "21": true, // ftp
  "22": true, // ssh
  "23": true, // telnet
  "25": true, // smtp
  "37": true, // time
  "42": true, // name
  "43": true, // nicname
  "53": true, // domain
  "69": true, // tftp
  "77": true, // private RJE
  "79": true, // finger
  "87": true, // private terminal link
  "95": true, // supdup
  "101": true, // hostname
  "102": true, // iso-tsap
  "103": true, // gppitnp
  "104": true, // acr-nema
  "109": true, // pop2
  "110": true, // pop3
  "111": true, // sunrpc
  "113": true, // auth
  "115": true, // sftp
  "117": true, // uucp-path
  "119": true, // nntp
  "123": true, // ntp
  "135": true, // epmap
  "137": true, // netbios-ns
  "139": true, // netbios-ssn
  "143": true, // imap
  "161": true, // snmp
  "179": true, // bgp
  "389": true, // ldap
  "427": true, // svrloc
  "465": true, // submissions
  "512": true, // exec
  "513": true, // login
  "514": true, // shell
  "515": true, // printer
  "526": true, // tempo
  "530": true, // courier
  "531": true, // chat
  "532": true, // netnews
  "540": true, // uucp
  "548": true, // afp
  "554": true, // rtsp
  "556": true, // remotefs
  "563": true, // nntps
  "587": true, // submission
  "601": true, // syslog-conn
  "636": true, // ldaps
  "989": true, // ftps-data
  "990": true, // ftps
  "993": true, // imaps
  "995": true, // pop3s
  "1719": true, // h323gatestat
  "1720": true, // h323hostcall
  "1723": true, // pptp
  "2049": true, // nfs
  "3659": true, // apple-sasl
  "4045": true, // npp
  "4190": true, // sieve
  "5060": true, // sip
  "5061": true, // sips
  "6000": true, // x11
  "6566": true, // sane-port
  "6665": true, // ircu
  "6666": true, // ircu
  "6667": true, // ircu
  "6668": true, // ircu
  "6669": true, // ircu
  "6679": true, // osaut
  "6697": true, // ircs-u
  "10080": true, // amanda
};

async function mainFetch(req) {
  const url = new URL(req.currentUrl());
  if (url.port !== "" && BAD_PORTS[url.port] === true) {
    throw new TypeError(`Port ${url.port} is blocked`);
  }
  return await send(req);
}
})();
