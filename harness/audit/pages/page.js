// SPDX-License-Identifier: MIT
// The page of a task: adds to each probe's scope what needs a document, runs the task, and goes on to the next one.

const limits = [];

function pageScope(index) {
	const words = wordsOf(TASK, index, location.origin), probe = new Limit();
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
		return compile(task.code, Object.keys(pageScope(0)));
	if (task.ownPage)
		return scope => frame(scope.own);
	return scope => scope.markup(task.markup || "");
}

async function main() {
	try {
		await runTask(TASK, location.origin, askOf(TASK), pageScope);
		for (const limit of limits)
			limit.expire();
		await leaveServiceWorker();
	} finally {
		location.replace("/next?after=" + TASK.number);
	}
}

main();
