// SPDX-License-Identifier: MIT
// The script of a runtime without a document, such as `node runtime.mjs http://20.0.0.1`. It asks the hub for one task
// after the other, until there are no more; on two processors two threads do.

const hub = (globalThis.process ? process.argv[2] : Deno.args[0]) || "http://20.0.0.1";
Object.assign(globalThis, {wait, over, xhr, socket, events});

const threads = globalThis.process && process.versions.node && !process.versions.bun ?
	await import("node:worker_threads") : null;

// Node keeps a pool of connections for each origin, and writes a stack trace for each connection that is closed. With one
// connection an origin, and no traces (its recipe's argument), a fetch takes little more than half of the time. A stock
// node has no arguments and stays as it is.
async function lighten() {
	const key = Symbol.for("undici.globalDispatcher.1");
	await fetch("data:,");
	if (globalThis[key])
		globalThis[key] = new globalThis[key].constructor({connections: 1});
}

function runtimeScope(task, index) {
	return Object.assign(wordsOf(task, index, hub), {probe: new Limit()});
}

async function main() {
	if (threads) {
		if (process.execArgv.length > 0)
			await lighten();
		if (threads.isMainThread)
			new threads.Worker(new URL(import.meta.url), {argv: [hub]});
	}
	let last = "";
	for (;;) {
		const answer = await fetch(hub + "/next.json" + last);
		const task = await answer.json();
		if (!task)
			return;
		const ask = compile(task.code || "", Object.keys(runtimeScope(task, 0)));
		await runTask(task, hub, ask, index => runtimeScope(task, index));
		last = "?after=" + task.number;
	}
}

await main();
