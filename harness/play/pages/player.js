// SPDX-License-Identifier: MIT
// Asks for the requests of one scenario (`piece`, written before this by page.c), one after the other, and tells the
// hub when each begins and ends. Bytes are hexadecimal in `piece`; strings among them are UTF-8, but for methods and
// headers, whose bytes are code points.
'use strict';

const patience = 2500; // milliseconds for what ends with an event
const glance = 700;    // for what shows itself to the server alone

const bytesOf = hex => Uint8Array.from({ length: hex.length / 2 }, (_, i) => parseInt(hex.substr(2 * i, 2), 16));
const byteString = hex => Array.from(bytesOf(hex), byte => String.fromCharCode(byte)).join('');
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
const text = hex => decoder.decode(bytesOf(hex));
const sleep = ms => new Promise(resolve => setTimeout(resolve, ms));
const within = (promise, ms, otherwise) => Promise.race([promise, sleep(ms).then(() => otherwise)]);

async function hub(path) {
	const url = location.origin + '/pratique-play/' + piece.number + '/' + path;
	const response = await fetch(url, { method: 'POST', credentials: 'omit' });
	return response.text();
}

// What the API refuses: `step` says where.
function refusal(step, error) {
	return { how: 'refused', step, text: error.name + ': ' + error.message };
}

function attempt(step, action) {
	try {
		return { value: action() };
	} catch (error) {
		return { refused: refusal(step, error) };
	}
}

function formData(entries) {
	const data = new FormData();
	for (const entry of entries) {
		if (entry.file === undefined)
			data.append(text(entry.name), text(entry.value));
		else
			data.append(text(entry.name), fileOf(entry));
	}
	return data;
}

const fileOf = entry => new File([bytesOf(entry.value)], text(entry.file), { type: byteString(entry.type) });

function bodyOf(body) {
	switch (body.kind) {
	case 'text':
		return text(body.value);
	case 'binary':
		return bytesOf(body.value);
	case 'blob':
		return new Blob([bytesOf(body.value)], { type: text(body.type) });
	case 'params': {
		const params = new URLSearchParams();
		for (const entry of body.entries)
			params.append(text(entry.name), text(entry.value));
		return params;
	}
	default:
		return formData(body.entries);
	}
}

const headersOf = r => r.headers.map(([name, value]) => [byteString(name), byteString(value)]);

// Each part alone, so that the exception tells which one was refused.
function firstRefused(r, url) {
	const steps = [['url', () => new URL(url, document.baseURI)], ['request', () => new Request(url)],
	               ['method', () => new Request(url, { method: byteString(r.method) })]];
	for (const [name, value] of headersOf(r))
		steps.push(['header', () => new Headers().append(name, value)]);
	return steps.map(([step, action]) => attempt(step, action).refused).find(refused => refused);
}

function droppedOf(r, request) {
	return r.headers.map(([name]) => name).filter(name => !request.headers.has(byteString(name)));
}

async function runFetch(r) {
	const url = text(r.url);
	const refused = firstRefused(r, url);
	if (refused)
		return refused;
	const abort = new AbortController();
	const made = attempt('request', () => new Request(url, {
		method: byteString(r.method), headers: headersOf(r), body: r.body ? bodyOf(r.body) : undefined,
		mode: r.mode, credentials: r.credentials, redirect: r.redirect, signal: abort.signal,
		// A control must reach the server, whatever an attack has left in the cache.
		cache: r.word === 'control' ? 'no-store' : 'default' }));
	if (made.refused)
		return made.refused;
	const dropped = droppedOf(r, made.value);
	const answer = fetch(made.value).then(async response => {
		await within(response.arrayBuffer().catch(() => null), 500);
		return { how: 'done', status: response.status };
	}, error => ({ how: 'failed', text: error.name + ': ' + error.message }));
	const end = await within(answer, patience, { how: 'failed', text: 'no answer in time' });
	abort.abort();
	return { ...end, dropped };
}

async function runXhr(r) {
	const url = text(r.url);
	const xhr = new XMLHttpRequest();
	const steps = [['url', () => new URL(url, document.baseURI)],
	               ['method', () => xhr.open(byteString(r.method), url)],
	               ['request', () => { xhr.withCredentials = r.credentials === 'include'; }]];
	for (const [name, value] of headersOf(r))
		steps.push(['header', () => xhr.setRequestHeader(name, value)]);
	steps.push(['send', () => xhr.send(r.body ? bodyOf(r.body) : null)]);
	const end = new Promise(resolve => {
		xhr.onload = () => resolve({ how: 'done', status: xhr.status });
		xhr.onerror = () => resolve({ how: 'failed', text: 'error event' });
	});
	for (const [step, action] of steps) {
		const { refused } = attempt(step, action);
		if (refused)
			return refused;
	}
	const told = await within(end, patience, { how: 'failed', text: 'no answer in time' });
	xhr.abort();
	return told;
}

// Waits until the sink has been quiet for a while after something reached it, or until nothing did.
async function quiet(limit) {
	const begin = performance.now();
	while (performance.now() - begin < patience) {
		await sleep(60);
		const [count, since] = (await hub('seen')).split(' ').map(Number);
		if (count > 0 ? since > 150 : performance.now() - begin > limit)
			break;
	}
}

let frames = 0;

async function frame() {
	const element = document.createElement('iframe');
	element.name = 'frame-' + ++frames;
	document.body.append(element);
	await sleep(30);
	return element;
}

async function loaded(element, action) {
	const load = new Promise(resolve => element.addEventListener('load', resolve));
	const { refused } = attempt('send', action);
	if (!refused)
		await Promise.race([load.then(() => sleep(30)), quiet(glance)]);
	element.remove();
	return refused || { how: 'silent' };
}

function fileInput(entry) {
	const input = document.createElement('input');
	const transfer = new DataTransfer();
	input.type = 'file';
	transfer.items.add(fileOf(entry));
	input.files = transfer.files;
	return input;
}

// A hidden control keeps line breaks as they are; a text area would make one kind of them.
function valueInput(entry) {
	const hidden = text(entry.name).toLowerCase() !== '_charset_';
	const input = document.createElement(hidden ? 'input' : 'textarea');
	if (hidden)
		input.type = 'hidden';
	input.value = text(entry.value);
	return input;
}

async function runForm(r) {
	const element = await frame();
	const form = document.createElement('form');
	const attributes = { method: byteString(r.method), action: text(r.url), enctype: r.enctype, target: element.name,
	                     'accept-charset': 'utf-8' };
	for (const name in attributes)
		form.setAttribute(name, attributes[name]);
	for (const entry of r.body ? r.body.entries : []) {
		const input = entry.file === undefined ? valueInput(entry) : fileInput(entry);
		input.setAttribute('name', text(entry.name));
		form.append(input);
	}
	document.body.append(form);
	const told = await loaded(element, () => HTMLFormElement.prototype.submit.call(form));
	form.remove();
	return told;
}

async function runNavigate(r) {
	const element = await frame();
	return loaded(element, () => { element.src = text(r.url); });
}

async function runWebsocket(r) {
	const { value: socket, refused } = attempt('websocket', () => new WebSocket(text(r.url), r.protocols.map(text)));
	if (refused)
		return refused;
	const end = new Promise(resolve => {
		let open = false;
		socket.binaryType = 'arraybuffer';
		socket.onopen = () => {
			open = true;
			for (const message of r.messages)
				socket.send(message.kind === 'text' ? text(message.value) : bytesOf(message.value));
			setTimeout(() => socket.close(), 50);
		};
		socket.onclose = () => resolve({ how: open ? 'done' : 'failed', status: 101 });
	});
	const told = await within(end, patience, { how: 'failed', text: 'no answer in time' });
	socket.close();
	return told;
}

async function runHint(r) {
	const link = document.createElement('link');
	if (!link.relList.supports(r.word))
		return { how: 'unsupported', text: 'rel=' + r.word };
	const end = new Promise(resolve => { link.onload = link.onerror = () => resolve(); });
	link.rel = r.word;
	link.href = text(r.url);
	document.head.append(link);
	await Promise.race([end, quiet(glance)]);
	link.remove();
	return { how: 'silent' };
}

async function runIce(r) {
	const server = { urls: text(r.url) };
	if (r.user !== undefined)
		Object.assign(server, { username: text(r.user), credential: text(r.credential) });
	if (typeof RTCPeerConnection === 'undefined')
		return { how: 'unsupported', text: 'RTCPeerConnection' };
	const { value: peer, refused } = attempt('ice', () => new RTCPeerConnection({ iceServers: [server] }));
	if (refused)
		return refused;
	const end = new Promise(resolve => {
		peer.onicegatheringstatechange = () => peer.iceGatheringState === 'complete' && resolve();
	});
	peer.createDataChannel('x');
	await peer.setLocalDescription(await peer.createOffer());
	await Promise.race([end, quiet(glance)]);
	peer.close();
	return { how: 'silent' };
}

const runners = { fetch: runFetch, control: runFetch, xhr: runXhr, form: runForm, navigate: runNavigate,
                  websocket: runWebsocket, preconnect: runHint, prefetch: runHint, 'dns-prefetch': runHint,
                  'ice-server': runIce };

function endOf(told) {
	const query = new URLSearchParams({ how: told.how, step: told.step || '', status: told.status || 0,
	                                    dropped: (told.dropped || []).join('-'), text: (told.text || '').slice(0, 120) });
	return '?' + query;
}

(async () => {
	await hub('open');
	for (const r of piece.requests) {
		let told;
		await sleep(r.pause);
		await hub('begin/' + r.number);
		try {
			told = await runners[r.word](r);
		} catch (error) {
			told = refusal('send', error);
		}
		await hub('end/' + r.number + endOf(told));
	}
	let next;
	while (!(next = await hub('done')))
		await sleep(50);
	location.replace(next);
})();
