/* SPDX-License-Identifier: MIT */
#include "audit/vectors_rows.h"

/* clang-format off */
const struct pq_vector pq_vectors_style[] = {
	{ "stylesheet", "link rel=stylesheet", "HTML 4.6.8.23", "http", FOLLOWS, "fetch",
	  .markup = "<link rel=stylesheet href='{url}x.css'>" },
	{ "stylesheet-https", "link rel=stylesheet over https", "HTML 4.6.8.23", "https", TLS, "fetch",
	  .markup = "<link rel=stylesheet href='{url}x.css'>" },
	{ "stylesheet-media", "link rel=stylesheet for print", "HTML 4.6.8.23", "http", 0, "fetch",
	  .markup = "<link rel=stylesheet media=print href='{url}x.css'>" },
	{ "stylesheet-alternate", "link rel='alternate stylesheet'", "HTML 4.6.8.1", "http", 0, "fetch",
	  .markup = "<link rel='alternate stylesheet' title=x href='{url}x.css'>" },
	{ "css-import", "@import", "CSS Cascading 4, 2", "http", FOLLOWS, "fetch",
	  .markup = "<style>@import '{url}x.css';</style>" },
	{ "css-import-shadow", "@import in a shadow tree", "CSS Cascading 4, 2", "http", SCRIPT, "fetch",
	  .probe = "const root = element('div').attachShadow({mode: 'open'}); root.innerHTML = `<style>@import '${url}x.css';</style>`;"
		   "return over(root.firstChild)" },
	{ "css-background", "background", "CSS Backgrounds 3, 2.3", "http", FOLLOWS, "fetch",
	  .markup = "<div style='background: url({url}x.png)'>x</div>" },
	{ "css-background-https", "background over https", "CSS Backgrounds 3, 2.3", "https", TLS, "fetch",
	  .markup = "<div style='background: url({url}x.png)'>x</div>" },
	{ "css-image-set", "image-set()", "CSS Images 4, image-set()", "http", FOLLOWS, "fetch",
	  .markup = "<div style='background: image-set(url({url}x.png) 1x)'>x</div>" },
	{ "css-cross-fade", "cross-fade()", "CSS Images 4, cross-fade()", "http", 0, "fetch",
	  .markup = "<div style='background: -webkit-cross-fade(url({url}x.png), url({url}x.png), 50%)'>x</div>" },
	{ "css-border-image", "border-image", "CSS Backgrounds 3, 5.1", "http", FOLLOWS, "fetch",
	  .markup = "<div style='border: 9px solid; border-image: url({url}x.png) 1'>x</div>" },
	{ "css-list-style", "list-style-image", "CSS Lists 3, 3.1", "http", FOLLOWS, "fetch",
	  .markup = "<ul style='list-style-image: url({url}x.png)'><li>x</li></ul>" },
	{ "css-content", "content", "CSS Content 3, 2", "http", FOLLOWS, "fetch",
	  .markup = "<style>#c{cell}::before { content: url({url}x.png) }</style><div id=c{cell}>x</div>" },
	{ "css-cursor", "cursor", "CSS Basic User Interface 4, cursor", "http", FOLLOWS, "fetch",
	  .markup = "<div style='cursor: url({url}x.png), auto'>x</div>" },
	{ "css-mask", "mask-image", "CSS Masking 1, 6.1", "http", FOLLOWS, "fetch",
	  .markup = "<div style='-webkit-mask-image: url({url}x.png); mask-image: url({url}x.png)'>x</div>" },
	{ "css-mask-border", "mask-border", "CSS Masking 1, 7.1", "http", 0, "fetch",
	  .markup = "<div style='-webkit-mask-box-image: url({url}x.png) 1'>x</div>" },
	{ "css-filter", "filter", "Filter Effects 1, filter", "http", 0, "fetch",
	  .markup = "<div style='filter: url({url}x.svg#f)'>x</div>" },
	{ "css-clip-path", "clip-path", "CSS Masking 1, 5.1", "http", FOLLOWS, "fetch",
	  .markup = "<div style='clip-path: url({url}x.svg#c)'>x</div>" },
	{ "css-shape-outside", "shape-outside", "CSS Shapes 1, 2.1", "http", FOLLOWS, "fetch",
	  .markup = "<div style='float: left; shape-outside: url({url}x.png)'>x</div>" },
	{ "font-face", "@font-face", "CSS Fonts 4, 4.3", "http", FOLLOWS, "fetch",
	  .markup = "<style>@font-face { font-family: f{cell}; src: url({url}x.woff2) }</style>"
		    "<div style='font-family: f{cell}'>x</div>" },
};
/* clang-format on */

const size_t pq_vectors_style_count = sizeof(pq_vectors_style) / sizeof(pq_vectors_style[0]);
