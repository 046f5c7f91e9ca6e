// SPDX-License-Identifier: MIT
// The first page of a browser: goes to the page of the scenario that is next. A browser that has only just started
// may take the network for changed and give up what it is fetching, so it gets some time first.
'use strict';

setTimeout(async () => {
	const response = await fetch('/pratique-play/0/next', { method: 'POST' });
	const next = await response.text();
	if (next)
		location.replace(next);
}, 1500);
