/* SPDX-License-Identifier: MIT */
/*
 * What the page can do without script stays; this tells what lies under a
 * pointer, finds a port, and filters vectors. It writes text only, never markup.
 */
"use strict";

(() => {
	const words = {
		allowed: "allowed, dialled",
		blocked: "blocked, not dialled",
		unsafe: "blocked, but dialled",
		over: "allowed, but not dialled",
		accepted: "accepted by the baseline",
		untested: "untested",
	};
	const services = JSON.parse(document.getElementById("services").textContent);
	const tip = document.getElementById("tip");
	const drawn = new WeakMap();

	document.documentElement.classList.add("scripted");

	/* The classes of a picture's cells, read off its paths. */
	function cells(svg, width) {
		if (drawn.has(svg))
			return drawn.get(svg);
		const found = [];
		for (const path of svg.querySelectorAll(".cells path"))
			for (const run of path.getAttribute("d").matchAll(/M(\d+) (\d+)\.5h(\d+)/g)) {
				const start = Number(run[2]) * width + Number(run[1]);
				found.fill(undefined, found.length, start);
				for (let i = start; i < start + Number(run[3]); i++)
					found[i] = path.getAttribute("class");
			}
		drawn.set(svg, found);
		return found;
	}

	const nameOf = (port) => "port " + port + (services[port] ? " \u00b7 " + services[port] : "");

	function show(event, title, text) {
		tip.replaceChildren();
		const strong = document.createElement("b");
		strong.textContent = title;
		tip.append(strong, text);
		tip.hidden = false;
		const box = tip.getBoundingClientRect();
		const left = Math.min(event.clientX + 14, innerWidth - box.width - 8);
		const below = event.clientY + 18;
		tip.style.left = Math.max(8, left) + "px";
		tip.style.top = (below + box.height > innerHeight ? event.clientY - box.height - 12 : below) + "px";
	}

	function overSweep(event, svg) {
		const sheet = svg.querySelector(".sheet").getBoundingClientRect();
		const x = Math.floor(((event.clientX - sheet.left) / sheet.width) * 256);
		const y = Math.floor(((event.clientY - sheet.top) / sheet.height) * 256);
		if (x < 0 || x > 255 || y < 0 || y > 255)
			return void (tip.hidden = true);
		const port = y * 256 + x;
		show(event, nameOf(port), words[cells(svg, 256)[port]] || "not asked for");
	}

	function overStrip(event, svg) {
		const box = svg.getBoundingClientRect();
		const ports = svg.closest("table").dataset.ports.split(" ");
		const column = Math.min(Math.floor(((event.clientX - box.left) / box.width) * ports.length), ports.length - 1);
		const name = svg.closest("tr").dataset.name;
		show(event, nameOf(ports[column]), name + ": " + (words[cells(svg, ports.length)[column]] || "not asked for"));
	}

	function over(event) {
		const svg = event.target.closest ? event.target.closest("svg.sweep, svg.strip") : null;
		if (!svg)
			tip.hidden = true;
		else if (svg.classList.contains("sweep"))
			overSweep(event, svg);
		else
			overStrip(event, svg);
	}

	document.addEventListener("pointermove", over);
	document.addEventListener("pointerdown", over);
	document.addEventListener("scroll", () => (tip.hidden = true), { passive: true, capture: true });

	/* What is known of one port, in every picture and row. */
	const port = document.getElementById("port");
	function tell() {
		const number = port.value.trim();
		const told = document.getElementById("told");
		if (!/^\d+$/.test(number) || Number(number) > 65535)
			return void (told.textContent = number ? "a number from 0 to 65535" : "");
		const parts = [];
		for (const svg of document.querySelectorAll("svg.sweep"))
			parts.push(svg.closest("figure").dataset.name + ": " + (words[cells(svg, 256)[Number(number)]] || "not asked for"));
		const counts = {};
		for (const svg of document.querySelectorAll("svg.strip")) {
			const ports = svg.closest("table").dataset.ports.split(" ");
			const cell = cells(svg, ports.length)[ports.indexOf(String(Number(number)))];
			if (cell)
				counts[cell] = (counts[cell] || 0) + 1;
		}
		for (const cell of Object.keys(counts))
			parts.push(counts[cell] + (counts[cell] === 1 ? " vector: " : " vectors: ") + words[cell]);
		told.textContent = nameOf(Number(number)) + " \u2014 " + parts.join("; ");
	}
	if (port)
		port.addEventListener("input", tell);

	const hits = document.getElementById("hits");
	const named = document.getElementById("named");
	function filter() {
		const wanted = named.value.trim().toLowerCase();
		for (const row of document.querySelectorAll(".matrix tbody tr"))
			row.hidden = (hits.checked && !row.classList.contains("hit")) || !row.dataset.name.toLowerCase().includes(wanted);
	}
	if (hits) {
		hits.addEventListener("change", filter);
		named.addEventListener("input", filter);
	}
})();
