// SPDX-License-Identifier: MIT
// Helpers that need no document: XMLHttpRequest, WebSocket, EventSource.

// Options: method, url, sync, body, headers, credentials.
function xhr(options) {
	const request = new XMLHttpRequest();
	request.open(options.method || "GET", options.url, !options.sync);
	if (options.credentials)
		request.withCredentials = true;
	for (const name in options.headers || {})
		request.setRequestHeader(name, options.headers[name]);
	const end = options.sync ? Promise.resolve() : over(request, "loadend");
	try {
		request.send(options.body);
	} catch (error) {
		return Promise.resolve(error);
	}
	return end;
}

function socket(address, protocols) {
	const made = protocols === undefined ? new WebSocket(address) : new WebSocket(address, protocols);
	return over(made, "open", "error", "close").then(event => {
		made.close();
		return event;
	});
}

function events(address, options) {
	const source = new EventSource(address, options);
	return over(source, "open", "message", "error").then(event => {
		source.close();
		return event;
	});
}
