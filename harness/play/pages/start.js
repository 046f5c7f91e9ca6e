// SPDX-License-Identifier: MIT
// The first page of a browser: goes to the page of the scenario that is next, once there is one. A browser that has only just started
// may take the network for changed and give up what it is fetching, so it gets some time first.
'use strict';

setTimeout(async () => {
	let next;
	while (!next) {
		const response = await fetch('/pratique-play/0/next', { method: 'POST' });
		next = await response.text();
	}
	location.replace(next);
}, 1500);
