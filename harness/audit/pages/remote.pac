// SPDX-License-Identifier: MIT
function FindProxyForURL() {
	return "PROXY {authority}";
}
