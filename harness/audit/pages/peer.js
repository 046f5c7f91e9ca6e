// SPDX-License-Identifier: MIT
// Probes of WebRTC: ICE servers, and candidates that the other side offers.

function connection(servers, options, probe) {
	const made = new RTCPeerConnection(Object.assign({iceServers: servers || []}, options));
	made.createDataChannel("probe");
	probe.later(() => made.close());
	return made;
}

// Gathers candidates from the servers. A server that does not answer is asked for many seconds; the first question is what
// is waited for.
async function gather(servers, options, probe) {
	const made = connection(servers, options, probe);
	const end = new Promise(resolve => made.addEventListener("icegatheringstatechange",
		() => made.iceGatheringState === "complete" && resolve()));
	await made.setLocalDescription(await made.createOffer());
	await Promise.race([end, wait(300)]);
}

// Lets a connection check candidates that its other side would have offered.
async function offerCandidates(lines, servers, probe) {
	const near = connection(servers, {}, probe), far = connection([], {}, probe);
	await near.setLocalDescription(await near.createOffer());
	await far.setRemoteDescription(near.localDescription);
	await far.setLocalDescription(await far.createAnswer());
	await near.setRemoteDescription({type: "answer", sdp: far.localDescription.sdp.replace(/^a=candidate.*\r\n/gm, "")});
	for (const line of [].concat(lines))
		await near.addIceCandidate({candidate: line, sdpMid: "0", sdpMLineIndex: 0});
	await wait(300);
}
