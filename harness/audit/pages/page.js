// SPDX-License-Identifier: MIT
// The page of a task, or of several that differ in the redirect's status alone: adds to each probe's scope what needs a
// document, runs the tasks at once, and goes on to the next one.

const limits = [];

function pageScope(task, index) {
	const words = wordsOf(task, index, location.origin), probe = new Limit();
	limits.push(probe);
	return Object.assign({}, words, {
		probe,
		markup: text => insert(fill(text, words)),
		worker: (code, options) => askDedicated(code, options, words, probe),
		sharedWorker: (code, options) => askShared(code, options, words),
		inWorker: code => askCommon(code, words),
		serviceWorker: code => askServiceWorker(code, words),
		popup: address => popup(address, probe),
		peer: (servers, options) => gather(servers, options, probe),
		candidate: (lines, servers) => offerCandidates(lines, servers, probe),
	});
}

// How the task's vector is asked: by its code, by its own page, or by its markup.
function askOf(task) {
	if (task.code)
		return compile(task.code, Object.keys(pageScope(task, 0)));
	if (task.ownPage)
		return scope => frame(scope.own);
	return scope => scope.markup(task.markup || "");
}

async function main() {
	try {
		await Promise.all(TASKS.map(task =>
			runTask(task, location.origin, askOf(task), index => pageScope(task, index))));
		for (const limit of limits)
			limit.expire();
		await leaveServiceWorker();
	} finally {
		location.replace("/next?after=" + TASKS[TASKS.length - 1].number + "&from=" + TASKS[0].number);
	}
}

main();
