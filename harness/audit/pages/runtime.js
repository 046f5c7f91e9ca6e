// SPDX-License-Identifier: MIT
// The script of a runtime without a document, such as `node runtime.mjs`. It asks the hub for one task after the
// other, until there are no more.

const hub = (globalThis.process ? process.argv[2] : Deno.args[0]) || "http://20.0.0.1";
Object.assign(globalThis, {wait, over, xhr, socket, events});

function runtimeScope(task, index) {
	return Object.assign(wordsOf(task, index, hub), {probe: new Limit()});
}

let task = null;
for (;;) {
	const answer = await fetch(hub + "/next.json" + (task ? "?after=" + task.number : ""));
	task = await answer.json();
	if (!task)
		break;
	const current = task;
	const ask = compile(task.code || "", Object.keys(runtimeScope(task, 0)));
	await runTask(task, hub, ask, index => runtimeScope(current, index));
}
