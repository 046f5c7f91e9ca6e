// SPDX-License-Identifier: MIT
// The service worker: makes probes, and answers /through?URL by its own fetch of that URL.

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", event => event.waitUntil(self.clients.claim()));
self.addEventListener("fetch", event => {
	const asked = new URL(event.request.url);
	if (asked.pathname === "/through")
		event.respondWith(fetch(decodeURIComponent(asked.search.slice(1)), {mode: "no-cors"}));
});
serveProbes(self);
