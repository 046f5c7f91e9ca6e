/* SPDX-License-Identifier: MIT */
#include "audit/vectors_rows.h"

/* clang-format off */
const struct pq_vector pq_vectors_element[] = {
	{ "img", "img", "HTML 4.8.3", "http", FOLLOWS, "fetch", .markup = "<img src='{url}x.png'>" },
	{ "img-https", "img over https", "HTML 4.8.3", "https", TLS | FOLLOWS, "fetch", .markup = "<img src='{url}x.png'>" },
	{ "img-crossorigin", "img with CORS", "HTML 4.8.3", "http", FOLLOWS, "fetch",
	  .markup = "<img crossorigin src='{url}x.png'>" },
	{ "img-srcset", "img srcset", "HTML 4.8.4.2.1", "http", FOLLOWS, "fetch", .markup = "<img srcset='{url}x.png 1x'>" },
	{ "img-lazy", "img loading=lazy", "HTML 4.8.3", "http", 0, "fetch", .markup = "<img loading=lazy src='{url}x.png'>" },
	{ "picture", "picture source", "HTML 4.8.2", "http", FOLLOWS, "fetch",
	  .markup = "<picture><source srcset='{url}x.png'><img></picture>" },
	{ "input-image", "input type=image", "HTML 4.10.5.1.19", "http", FOLLOWS, "fetch",
	  .markup = "<input type=image src='{url}x.png'>" },
	{ "table-background", "background attribute", "HTML 16.2", "http", 0, "fetch",
	  .markup = "<table background='{url}x.png'><tr><td>x</td></tr></table>" },

	{ "script", "script", "HTML 4.12.1", "http", SCRIPT | FOLLOWS, "fetch", .markup = "<script src='{url}x.js'></script>" },
	{ "script-https", "script over https", "HTML 4.12.1", "https", SCRIPT | TLS | FOLLOWS, "fetch",
	  .markup = "<script src='{url}x.js'></script>" },
	{ "script-crossorigin", "script with CORS", "HTML 4.12.1", "http", SCRIPT | FOLLOWS, "fetch",
	  .markup = "<script crossorigin src='{url}x.js'></script>" },
	{ "script-module", "script type=module", "HTML 4.12.1", "http", SCRIPT | FOLLOWS, "fetch",
	  .markup = "<script type=module src='{url}x.js'></script>" },
	{ "script-written", "script of document.write()", "HTML 8.4.3", "http", SCRIPT | OWN_PAGE, "fetch",
	  .markup = "<script>document.write('<script src=\"{url}x.js\"></' + 'script>')</script>" },

	{ "video", "video", "HTML 4.8.8", "http", FOLLOWS, "fetch", .markup = "<video preload=auto src='{url}x.webm'></video>" },
	{ "video-https", "video over https", "HTML 4.8.8", "https", TLS, "fetch",
	  .markup = "<video preload=auto src='{url}x.webm'></video>" },
	{ "video-source", "source of a video", "HTML 4.8.2", "http", FOLLOWS, "fetch",
	  .markup = "<video preload=auto><source src='{url}x.webm'></video>" },
	{ "video-poster", "video poster", "HTML 4.8.8", "http", FOLLOWS, "fetch",
	  .markup = "<video poster='{url}x.png'></video>" },
	{ "audio", "audio", "HTML 4.8.9", "http", FOLLOWS, "fetch", .markup = "<audio preload=auto src='{url}x.mp3'></audio>" },
	{ "track", "track", "HTML 4.8.10", "http", SCRIPT | FOLLOWS, "fetch",
	  .probe = "const made = element('video', {crossorigin: ''}, build('track', {src: url + 'x.vtt'}));"
		   "made.textTracks[0].mode = 'showing'",
	  .markup = "<video crossorigin preload=auto><track default src='{url}x.vtt'></video>" },

	{ "iframe", "iframe", "HTML 4.8.5", "http", FOLLOWS, "navigate", .markup = "<iframe src='{url}'></iframe>" },
	{ "iframe-https", "iframe over https", "HTML 4.8.5", "https", TLS, "navigate", .markup = "<iframe src='{url}'></iframe>" },
	{ "iframe-sandboxed", "iframe sandbox", "HTML 4.8.5", "http", 0, "navigate",
	  .markup = "<iframe sandbox src='{url}'></iframe>" },
	{ "frame", "frame", "HTML 16.3.2", "http", OWN_PAGE | FOLLOWS, "navigate",
	  .markup = "<!doctype html><frameset cols='*'><frame src='{url}'></frameset>" },
	{ "object", "object", "HTML 4.8.7", "http", FOLLOWS, "fetch", .markup = "<object data='{url}x.png'></object>" },
	{ "object-html", "object with a document", "HTML 4.8.7", "http", FOLLOWS, "navigate",
	  .markup = "<object type='text/html' data='{url}x.html'></object>" },
	{ "embed", "embed", "HTML 4.8.6", "http", FOLLOWS, "fetch", .markup = "<embed src='{url}x.png'>" },
	{ "embed-html", "embed with a document", "HTML 4.8.6", "http", FOLLOWS, "navigate",
	  .markup = "<embed type='text/html' src='{url}x.html'>" },

	{ "svg-image", "SVG image", "SVG 2, 12.3", "http", FOLLOWS, "fetch",
	  .markup = "<svg><image width='9' height='9' href='{url}x.png'/></svg>" },
	{ "svg-use", "SVG use", "SVG 2, 5.5", "http", 0, "fetch", .markup = "<svg><use href='{url}x.svg#s'/></svg>" },
	{ "svg-feimage", "SVG feImage", "Filter Effects 1, feImage", "http", FOLLOWS, "fetch",
	  .markup = "<svg width='9' height='9'><filter id='f{cell}'><feImage href='{url}x.png'/></filter>"
		    "<rect width='9' height='9' filter='url(#f{cell})'/></svg>" },
	{ "svg-fill", "SVG paint server", "SVG 2, 13.2", "http", FOLLOWS, "fetch",
	  .markup = "<svg width='9' height='9'><rect width='9' height='9' fill='url({url}x.svg#p)'/></svg>" },
	{ "svg-mask", "SVG mask", "CSS Masking 1, 6.1", "http", FOLLOWS, "fetch",
	  .markup = "<svg width='9' height='9'><rect width='9' height='9' mask='url({url}x.svg#m)'/></svg>" },
	{ "svg-marker", "SVG marker", "SVG 2, 13.7", "http", 0, "fetch",
	  .markup = "<svg width='9' height='9'><path d='M0 0L9 9' marker-end='url({url}x.svg#k)'/></svg>" },
	{ "svg-script", "SVG script", "SVG 2, 15.6", "http", SCRIPT | OWN_PAGE | FOLLOWS, "fetch",
	  .markup = "<svg><script href='{url}x.js'></script></svg>" },
};
/* clang-format on */

const size_t pq_vectors_element_count = sizeof(pq_vectors_element) / sizeof(pq_vectors_element[0]);
