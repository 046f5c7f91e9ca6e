/* SPDX-License-Identifier: MIT */
#include "audit/vectors_rows.h"

/* clang-format off */
const struct pq_vector pq_vectors_worker[] = {
	{ "worker-fetch", "fetch() in a worker", "HTML 10.2.1", "http", WORKER | FOLLOWS, "fetch", .probe = "inWorker('fetch(url)')" },
	{ "worker-fetch-https", "fetch() in a worker over https", "HTML 10.2.1", "https", WORKER | TLS, "fetch",
	  .probe = "inWorker('fetch(url)')" },
	{ "worker-xhr", "XMLHttpRequest in a worker", "HTML 10.2.1", "http", WORKER | FOLLOWS, "xhr",
	  .probe = "inWorker(`const asked = new XMLHttpRequest(); asked.open('GET', url); asked.send();"
		   "return new Promise(end => asked.onloadend = end)`)" },
	{ "worker-xhr-sync", "synchronous XMLHttpRequest in a worker", "HTML 10.2.1", "http", WORKER | FOLLOWS, "xhr",
	  .probe = "worker(`const asked = new XMLHttpRequest(); asked.open('GET', url, false); asked.send()`)" },
	{ "worker-import-scripts", "importScripts()", "HTML 10.3.1", "http", WORKER | FOLLOWS, "fetch",
	  .probe = "worker(`importScripts(url + 'x.js')`)" },
	{ "worker-import-scripts-https", "importScripts() over https", "HTML 10.3.1", "https", WORKER | TLS, "fetch",
	  .probe = "worker(`importScripts(url + 'x.js')`)" },
	{ "worker-import", "import() in a worker", "HTML 8.1.6.7.3", "http", WORKER | FOLLOWS, "fetch",
	  .probe = "worker(`import(url + 'x.js')`)" },
	{ "worker-module", "import declaration in a worker", "HTML 10.2.4", "http", WORKER | FOLLOWS, "fetch",
	  .probe = "const text = new Blob([`import '${url}x.js'; postMessage(0)`], {type: 'text/javascript'});"
		   "return over(new Worker(URL.createObjectURL(text), {type: 'module'}), 'message', 'error')" },
	{ "worker-websocket", "WebSocket in a worker", "WebSockets 3.1", "ws", WORKER, "websocket",
	  .probe = "inWorker(`const opened = new WebSocket(url); return new Promise(end => opened.onopen = opened.onclose = end)`)" },
	{ "worker-websocket-tls", "WebSocket over TLS in a worker", "WebSockets 3.1", "wss", WORKER | TLS, "websocket",
	  .probe = "inWorker(`const opened = new WebSocket(url); return new Promise(end => opened.onopen = opened.onclose = end)`)" },
	{ "worker-event-source", "EventSource in a worker", "HTML 9.2.2", "http", WORKER | FOLLOWS, "fetch",
	  .probe = "inWorker(`const events = new EventSource(url); return new Promise(end => events.onopen = events.onerror = end)"
		   ".then(() => events.close())`)" },
	{ "worker-font-face", "FontFace in a worker", "CSS Font Loading 3, 2.3", "http", WORKER, "fetch",
	  .probe = "inWorker('new FontFace(\"probe\", `url(${url}x.woff2)`).load()')" },
	{ "worker-cache-add", "Cache.add() in a worker", "Service Workers 5.4.3", "http", WORKER | SECURE, "fetch",
	  .probe = "inWorker(`caches.open('probe').then(cache => cache.add(url))`)" },
	{ "worker-nested", "fetch() in a worker's worker", "HTML 10.2.6.3", "http", WORKER, "fetch",
	  .probe = "worker('const text = new Blob([`fetch(\"${url}\").finally(() => postMessage(0))`]);"
		   "return new Promise(end => new Worker(URL.createObjectURL(text)).onmessage = end)')" },
	{ "shared-worker-fetch", "fetch() in a shared worker", "HTML 10.2.6.4", "http", WORKER | FOLLOWS, "fetch",
	  .probe = "sharedWorker('fetch(url)')" },
	{ "shared-worker-import-scripts", "importScripts() in a shared worker", "HTML 10.3.1", "http", WORKER, "fetch",
	  .probe = "sharedWorker(`importScripts(url + 'x.js')`)" },
	{ "shared-worker-websocket", "WebSocket in a shared worker", "WebSockets 3.1", "ws", WORKER, "websocket",
	  .probe = "sharedWorker(`const opened = new WebSocket(url); return new Promise(end => opened.onopen = opened.onclose = end)`)" },
	{ "service-worker-fetch", "fetch() in a service worker", "Service Workers 4.1", "http", SERVICE_WORKER | FOLLOWS, "fetch",
	  .probe = "serviceWorker('fetch(url)')" },
	{ "service-worker-fetch-https", "fetch() in a service worker over https", "Service Workers 4.1", "https",
	  SERVICE_WORKER | TLS, "fetch", .probe = "serviceWorker('fetch(url)')" },
	{ "service-worker-respond", "respondWith() of a service worker", "Service Workers 4.6.8", "http",
	  SERVICE_WORKER | FOLLOWS, "fetch", .probe = "throughServiceWorker(url)" },
	{ "service-worker-import-scripts", "importScripts() in a service worker", "Service Workers 6.3.2", "http",
	  SERVICE_WORKER | OWN_PAGE, "fetch", .probe = "navigator.serviceWorker.register(own, {scope: own}).then(made => made.unregister())",
	  .markup = "importScripts('{url}x.js')", .header = "Content-Type: text/javascript" },
	{ "service-worker-module", "import declaration in a service worker", "Service Workers 3.4.3", "http",
	  SERVICE_WORKER | OWN_PAGE, "fetch", .probe = "navigator.serviceWorker.register(own, {scope: own, type: 'module'}).then(made => made.unregister())",
	  .markup = "import '{url}x.js'", .header = "Content-Type: text/javascript" },
	{ "service-worker-cache-add", "Cache.add() in a service worker", "Service Workers 5.4.3", "http", SERVICE_WORKER, "fetch",
	  .probe = "serviceWorker(`caches.open('probe').then(cache => cache.add(url))`)" },
	{ "service-worker-websocket", "WebSocket in a service worker", "WebSockets 3.1", "ws", SERVICE_WORKER, "websocket",
	  .probe = "serviceWorker(`const opened = new WebSocket(url); return new Promise(end => opened.onopen = opened.onclose = end)`)" },
};
/* clang-format on */

const size_t pq_vectors_worker_count = sizeof(pq_vectors_worker) / sizeof(pq_vectors_worker[0]);
