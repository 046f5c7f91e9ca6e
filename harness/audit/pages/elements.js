// SPDX-License-Identifier: MIT
// Helpers that build elements. Whatever they add stays in the page until the page is left.

const svgTags = new Set(["svg", "g", "use", "image", "rect", "text", "filter", "feImage", "mask", "pattern", "clipPath",
	"linearGradient", "radialGradient", "symbol", "defs", "textPath", "foreignObject"]);

function build(tag, attributes, ...children) {
	const made = svgTags.has(tag) ? document.createElementNS("http://www.w3.org/2000/svg", tag) :
		document.createElement(tag);
	for (const name in attributes || {})
		made.setAttribute(name, attributes[name]);
	made.append(...children);
	return made;
}

function element(tag, attributes, ...children) {
	const made = build(tag, attributes, ...children);
	document.body.append(made);
	return made;
}

function load(tag, attributes, ...children) {
	const made = build(tag, attributes, ...children);
	const end = over(made);
	document.body.append(made);
	return end;
}

function css(text) {
	return element("style", {}, text);
}

function styled(declarations, tag = "div") {
	return element(tag, {style: declarations}, "probe");
}

function script(text) {
	return element("script", {}, text);
}

function module(text) {
	return load("script", {type: "module"}, text);
}

function svg(text) {
	return insert("<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'>" + text + "</svg>");
}

// Parsed as HTML and added, with its scripts run.
function insert(html) {
	const range = document.createRange();
	range.selectNode(document.body);
	document.body.append(range.createContextualFragment(html));
}

// A vector's text with the words of a probe filled in.
function fill(text, words) {
	return text.replace(/\{(url|host|port|scheme|cell)\}/g, (whole, name) => words[name]);
}

function frame(src, attributes) {
	return load("iframe", Object.assign({}, attributes, {src}));
}

function framed(html) {
	return load("iframe", {srcdoc: html});
}

// A frame that was told to go elsewhere. Some browsers tell nothing of a navigation that they block; what is dialled later
// is still seen, because the hub waits for the controls.
function loaded(inner) {
	return Promise.race([over(inner, "load", "error"), wait(300)]);
}

let formCount = 0;

// Submitted into a frame of its own.
function form(attributes, fields) {
	const name = "form-" + formCount++;
	const into = element("iframe", {name});
	const made = element("form", Object.assign({target: name}, attributes));
	for (const field in fields || {})
		made.append(build("input", {type: "hidden", name: field, value: fields[field]}));
	HTMLFormElement.prototype.submit.call(made);
	return loaded(into);
}

// A window, closed when the probe's time is over.
function popup(address, probe) {
	const opened = window.open(address);
	probe.later(() => opened && opened.close());
}

function click(target) {
	target.click();
}
