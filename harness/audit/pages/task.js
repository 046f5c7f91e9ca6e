// SPDX-License-Identifier: MIT
// Runs a task: its probes a bounded number at a time, in the order of the cells, its controls last; then waits until the
// hub has seen the controls. Whatever a probe does, the next ones are made.

// One probe; settles with the digit that the report has for it: 0 patience was over, 1 it went well, 2 it failed.
function attempt(task, ask, scope) {
	return new Promise(resolve => {
		const timer = setTimeout(() => {
			scope.probe.expire();
			resolve(0);
		}, task.patience);
		const end = digit => {
			clearTimeout(timer);
			resolve(digit);
		};
		try {
			Promise.resolve(ask(scope)).then(value => end(value && value.type === "error" ? 2 : 1), () => end(2));
		} catch (error) {
			end(2);
		}
	});
}

// Makes the probes `from` to `to`, that one not included.
async function attemptAll(task, ask, scopeOf, digits, from, to) {
	let next = from;
	async function lane() {
		while (next < to) {
			const index = next++;
			digits[index] = await attempt(task, ask, scopeOf(index));
		}
	}
	const lanes = [];
	for (let i = 0; i < task.inFlight && i < to - from; i++)
		lanes.push(lane());
	await Promise.all(lanes);
}

// Speaks to the hub; a hub that does not answer ends nothing.
function tell(address, body) {
	return fetch(address, {method: "POST", body: body || ""}).catch(() => null);
}

// ask: a function of a probe's scope; scopeOf: makes the scope of the probe of that index.
async function runTask(task, hub, ask, scopeOf) {
	const digits = new Array(task.ports.length).fill(0), controls = digits.length - task.controls;
	await tell(hub + "/begun/" + task.number);
	await attemptAll(task, ask, scopeOf, digits, 0, controls);
	await attemptAll(task, ask, scopeOf, digits, controls, digits.length);
	await tell(hub + "/settled/" + task.number, digits.join(""));
}
