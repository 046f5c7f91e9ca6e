// SPDX-License-Identifier: MIT
// One probe: what its code finds in scope, and how that code is made a function. Also runs in workers and in runtimes
// without a document.
"use strict";

// The host of a cell as URLs write it.
function hostOf(task, cell) {
	if (task.named)
		return "cell-" + cell + ".probe.example";
	const number = task.base + (cell & task.mask);
	const high = Math.floor(number / 65536), low = number % 65536;
	if (task.prefix)
		return "[" + task.prefix + high.toString(16) + ":" + low.toString(16) + "]";
	return (high >> 8) + "." + (high & 255) + "." + (low >> 8) + "." + (low & 255);
}

// What a probe is told of itself; README.md lists it. Only data, so that it can be sent to a worker.
function wordsOf(task, index, hub) {
	const cell = task.first + index, port = task.ports[index];
	const host = task.hosts ? task.hosts[index] : hostOf(task, cell);
	const target = task.before + host + ":" + port + task.behind;
	const page = "/probe/" + task.number + "/" + cell;
	return {
		url: task.redirector ? task.redirector + cell + "/" : target,
		target, host, port, scheme: task.scheme, cell, hub,
		own: hub + page,
		alone: (task.named ? "https" : "http") + "://own-" + cell + ".probe.example" + page,
	};
}

// A function of the scope, which is an object with these names: code is one expression, or statements.
function compile(code, names) {
	const take = "const {" + names.join() + "} = scope; return (async () => ";
	try {
		return new Function("scope", take + "(" + code + "\n))();");
	} catch (error) {
		return new Function("scope", take + "{" + code + "\n})();");
	}
}

// What limits a probe. Its signal is only made for code that asks for it.
class Limit {
	constructor() {
		this.expired = false;
		this.calls = [];
	}
	get signal() {
		if (!this.controller) {
			this.controller = new AbortController();
			this.later(() => this.controller.abort());
		}
		return this.controller.signal;
	}
	later(call) {
		if (this.expired)
			call();
		else
			this.calls.push(call);
	}
	expire() {
		this.expired = true;
		for (const call of this.calls.splice(0)) {
			try {
				call();
			} catch (error) {
				// What a probe wants done at its end is its own affair.
			}
		}
	}
}

function wait(ms) {
	return new Promise(resolve => setTimeout(resolve, ms));
}

// The first of these events; it never rejects.
function over(target, ...events) {
	const names = events.length > 0 ? events : ["load", "error", "abort", "loadeddata", "suspend", "stalled"];
	return new Promise(resolve => names.forEach(name => target.addEventListener(name, resolve, {once: true})));
}
