/* SPDX-License-Identifier: MIT */
#include "audit/vectors_rows.h"

/* clang-format off */
const struct pq_vector pq_vectors_navigation[] = {
	{ "window-open", "window.open()", "HTML 7.2.2.1", "http", SCRIPT | WINDOW | FOLLOWS, "navigate",
	  .probe = "popup(url)" },
	{ "window-open-https", "window.open() over https", "HTML 7.2.2.1", "https", SCRIPT | WINDOW | TLS, "navigate",
	  .probe = "popup(url)" },
	{ "location", "location", "HTML 7.2.4", "http", SCRIPT | FOLLOWS, "navigate",
	  .probe = "const inner = element('iframe'); inner.contentWindow.location = url; return loaded(inner)" },
	{ "navigation-api", "navigation.navigate()", "HTML 7.2.6.7", "http", SCRIPT, "navigate",
	  .probe = "const inner = element('iframe'); inner.contentWindow.navigation.navigate(url); return loaded(inner)" },
	{ "a-click", "click on a link", "HTML 4.6.5", "http", SCRIPT | FOLLOWS, "navigate",
	  .probe = "const inner = element('iframe', {name: 'a' + cell}); click(element('a', {href: url, target: inner.name}));"
		   "return loaded(inner)",
	  .markup = "<a href='{url}'>x</a>" },
	{ "area-click", "click on an area", "HTML 4.6.5", "http", SCRIPT, "navigate",
	  .probe = "const inner = element('iframe', {name: 'r' + cell});"
		   "click(element('map', {}, build('area', {href: url, target: inner.name})).firstChild); return loaded(inner)",
	  .markup = "<map><area href='{url}'></map>" },
	{ "svg-a-click", "click on an SVG link", "SVG 2, 16.2", "http", SCRIPT, "navigate",
	  .probe = "const inner = element('iframe', {name: 's' + cell});"
		   "const link = svg(`<a href='${url}' target='${inner.name}'><text>x</text></a>`);"
		   "document.querySelector(`a[target=${inner.name}]`).dispatchEvent(new MouseEvent('click', {bubbles: true, "
		   "cancelable: true})); return loaded(inner)" },
	{ "a-ping", "a ping", "HTML 4.6.7", "http", SCRIPT | FOLLOWS, "fetch",
	  .probe = "const inner = element('iframe', {name: 'p' + cell});"
		   "click(element('a', {href: own, ping: url, target: inner.name})); return loaded(inner)",
	  .markup = "<p>x</p>" },
	{ "meta-refresh", "meta refresh", "HTML 4.2.5.3", "http", OWN_PAGE | FOLLOWS, "navigate",
	  .markup = "<meta http-equiv=refresh content='0; url={url}'>" },
	{ "meta-refresh-https", "meta refresh over https", "HTML 4.2.5.3", "https", OWN_PAGE | TLS, "navigate",
	  .markup = "<meta http-equiv=refresh content='0; url={url}'>" },
	{ "refresh-header", "Refresh header", "HTML 7.8", "http", OWN_PAGE | FOLLOWS, "navigate",
	  .markup = "<p>x</p>", .header = "Refresh: 0; url={url}" },

	{ "form-get", "form with GET", "HTML 4.10.22.3", "http", SCRIPT | FOLLOWS, "form",
	  .probe = "form({action: url}, {x: '1'})", .markup = "<form action='{url}'><input name=x></form>" },
	{ "form-post", "form with POST", "HTML 4.10.22.3", "http", SCRIPT | FOLLOWS, "form",
	  .probe = "form({action: url, method: 'post'}, {x: '1'})" },
	{ "form-multipart", "form with multipart/form-data", "HTML 4.10.22.8", "http", SCRIPT | FOLLOWS, "form",
	  .probe = "form({action: url, method: 'post', enctype: 'multipart/form-data'}, {x: '1'})" },
	{ "form-text", "form with text/plain", "HTML 4.10.22.9", "http", SCRIPT | FOLLOWS, "form",
	  .probe = "form({action: url, method: 'post', enctype: 'text/plain'}, {x: '1'})" },
	{ "form-https", "form with POST over https", "HTML 4.10.22.3", "https", SCRIPT | TLS, "form",
	  .probe = "form({action: url, method: 'post'}, {x: '1'})" },
	{ "form-request-submit", "requestSubmit()", "HTML 4.10.3", "http", SCRIPT, "form",
	  .probe = "const inner = element('iframe', {name: 'q' + cell});"
		   "element('form', {action: url, target: inner.name}).requestSubmit(); return loaded(inner)" },
	{ "form-formaction", "button formaction", "HTML 4.10.19.6", "http", SCRIPT, "form",
	  .probe = "const inner = element('iframe', {name: 'b' + cell});"
		   "click(element('form', {target: inner.name}, build('button', {formaction: url, formmethod: 'post'})).firstChild);"
		   "return loaded(inner)" },

	{ "xslt", "xml-stylesheet with XSLT", "XSLT 1.0, 2.7", "http", OWN_PAGE | FOLLOWS, "fetch",
	  .markup = "<?xml version='1.0'?><?xml-stylesheet type='text/xsl' href='{url}x.xsl'?><x/>" },
	{ "xml-stylesheet", "xml-stylesheet with CSS", "Associating Style Sheets with XML 1.0", "http", OWN_PAGE | FOLLOWS, "fetch",
	  .markup = "<?xml version='1.0'?><?xml-stylesheet type='text/css' href='{url}x.css'?><x/>" },
	{ "xml-entity", "external entity", "XML 1.0, 4.2.2", "http", OWN_PAGE, "fetch",
	  .markup = "<?xml version='1.0'?><!DOCTYPE x [<!ENTITY e SYSTEM '{url}x.xml'>]><x>&e;</x>" },
};
/* clang-format on */

const size_t pq_vectors_navigation_count = sizeof(pq_vectors_navigation) / sizeof(pq_vectors_navigation[0]);
