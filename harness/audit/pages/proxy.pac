// SPDX-License-Identifier: MIT
// The audit's own places are reached directly, everything else by the sink's proxy.
function FindProxyForURL(url, host) {
	if (host === "20.0.0.1" || host === "127.0.0.1" || host === "hub.probe.example")
		return "DIRECT";
	return "PROXY 20.0.0.3:3128";
}
