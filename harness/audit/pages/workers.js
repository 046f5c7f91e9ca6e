// SPDX-License-Identifier: MIT
// Probes that are made by a worker: the code is sent there, with the probe's words, and its end is told back.

// The worker's side; also runs in the service worker.
function serveProbes(scope) {
	function answer(event, to) {
		const {id, code, words} = event.data;
		const end = () => to.postMessage(id);
		try {
			Promise.resolve(compile(code, Object.keys(words))(words)).then(end, end);
		} catch (error) {
			end();
		}
	}
	scope.addEventListener("message", event => answer(event, event.source || scope));
	scope.addEventListener("connect", event => {
		const port = event.ports[0];
		port.onmessage = message => answer(message, port);
	});
}

function workerAddress() {
	const parts = [compile, wait, over, xhr, socket, events, serveProbes];
	const text = "'use strict';" + parts.join(";\n") + ";\nserveProbes(self);\n";
	return URL.createObjectURL(new Blob([text], {type: "text/javascript"}));
}

let lastProbe = 0;
const asked = new Map();    // of each probe that a worker was asked for: what settles it
const listened = new Set(); // workers whose answers are listened to

// Sends the code to a worker; settles when it says that it is done, or fails.
function askWorker(to, from, code, words) {
	if (!listened.has(from)) {
		listened.add(from);
		from.addEventListener("message", event => asked.has(event.data) && asked.get(event.data)());
	}
	const id = ++lastProbe;
	return new Promise(resolve => {
		asked.set(id, resolve);
		from.addEventListener("error", resolve, {once: true});
		to.postMessage({id, code, words});
	}).then(event => {
		asked.delete(id);
		return event;
	});
}

function askDedicated(code, options, words, probe) {
	const made = new Worker(workerAddress(), options);
	probe.later(() => made.terminate());
	return askWorker(made, made, code, words);
}

function askShared(code, options, words) {
	const made = new SharedWorker(workerAddress(), options);
	made.port.start();
	made.addEventListener("error", () => made.port.dispatchEvent(new Event("error")));
	return askWorker(made.port, made.port, code, words);
}

let commonWorker = null;

function askCommon(code, words) {
	commonWorker = commonWorker || new Worker(workerAddress());
	return askWorker(commonWorker, commonWorker, code, words);
}

let registration = null;

// The page's service worker, registered once, in control of the page.
function serviceWorkerReady() {
	const container = navigator.serviceWorker;
	if (!registration)
		registration = container.register("/sw.js").then(async made => {
			container.startMessages();
			await container.ready;
			if (!container.controller)
				await Promise.race([over(container, "controllerchange"), wait(2000)]);
			return made;
		});
	return registration;
}

async function askServiceWorker(code, words) {
	const made = await serviceWorkerReady();
	return askWorker(made.active, navigator.serviceWorker, code, words);
}

async function throughServiceWorker(address) {
	await serviceWorkerReady();
	return fetch("/through?" + encodeURIComponent(address));
}

// Later pages of this origin are to be as they were without one.
async function leaveServiceWorker() {
	if (registration)
		await (await registration).unregister();
}
