// SPDX-License-Identifier: MIT
// The first page of a browser: goes to the page of the scenario that is next, once there is one,
// and tells which ways of asking this browser does not know. A browser that has only just started
// may take the network for changed and give up what it is fetching, so it gets some time first.
'use strict';

const knows = {
	preconnect: () => document.createElement('link').relList.supports('preconnect'),
	prefetch: () => document.createElement('link').relList.supports('prefetch'),
	'dns-prefetch': () => document.createElement('link').relList.supports('dns-prefetch'),
	'ice-server': () => typeof RTCPeerConnection !== 'undefined',
};
const lacks = Object.keys(knows).filter(word => !knows[word]()).join('.');

setTimeout(async () => {
	let next;
	while (!next) {
		const response = await fetch('/pratique-play/0/next?lacks=' + lacks, { method: 'POST' });
		next = await response.text();
	}
	location.replace(next);
}, 1500);
