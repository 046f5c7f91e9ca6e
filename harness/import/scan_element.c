/* SPDX-License-Identifier: MIT */
#include "base/ascii.h"
#include "import/scan_frame.h"

#define SPREAD "what is spread out here is not known, so its entries are missing"
#define NAME "a name instead of a value: what it stands for was not looked up, so an entry may be missing"
#define EXPRESSION "an expression was not worked out, so an entry may be missing"
#define SWITCHED_OFF "its value says no, so it is no entry"
#define ROW "an entry of several values: the first value was taken, here and in what follows"
#define CALL "a number inside a call or a cast was taken as written, here and in what follows"

static void start(struct scanner *scanner, struct element *element, const struct pq_lex_token *token)
{
	*element = (struct element){ .start = *token };
	element->item.line = token->line;
	element->item.column = token->column;
	element->item.condition = pq_conditions_here(&scanner->scan->conditions, &scanner->scan->no_memory);
}

static enum element_state number(struct scanner *scanner, struct frame *frame, const struct pq_lex_token *token,
				 uint32_t *value)
{
	struct pq_view suffix;
	enum pq_lex_number kind = pq_lex_number(scanner->language, token->text, value, &suffix);

	if (kind == PQ_LEX_NUMBER_OTHER)
		return ELEMENT_OTHER;
	frame->element.item.wide |= kind == PQ_LEX_NUMBER_HUGE || *value > UINT16_MAX;
	if (suffix.len && !frame->element_type.len)
		frame->element_type = suffix;
	return ELEMENT_NUMBER;
}

/* A byte that ends a string; characters and regular expressions end otherwise. */
static bool quote_byte(const struct scanner *scanner, unsigned char c)
{
	return strchr(scanner->language->quotes, c) || (c == '`' && scanner->language->templates) ||
	       (c == '#' && scanner->language->raw_rust);
}

static enum element_state first_token(struct scanner *scanner, struct frame *frame, const struct pq_lex_token *token)
{
	struct element *element = &frame->element;
	enum element_state state;

	switch (token->kind) {
	case PQ_LEX_NUMBER:
		state = number(scanner, frame, token, &element->item.first);
		element->item.last = element->item.first;
		return state;
	case PQ_LEX_STRING:
		/* f"{x}" is made of other values. */
		return token->open || !quote_byte(scanner, token->text.data[token->text.len - 1]) ||
				       (token->text.data[0] | 0x20) == 'f'
			       ? ELEMENT_OTHER
			       : ELEMENT_STRING;
	case PQ_LEX_WORD:
		return ELEMENT_WORD;
	default:
		return pq_lex_is(token, "-") ? ELEMENT_MINUS : ELEMENT_OTHER;
	}
}

static bool says_no(const struct pq_lex_token *token)
{
	return pq_lex_is(token, "false") || pq_lex_is(token, "False") || pq_lex_is(token, "null") ||
	       pq_lex_is(token, "None") || pq_view_is(token->text, "0");
}

static enum element_state keyed(struct element *element, const struct pq_lex_token *token)
{
	if (says_no(token))
		return ELEMENT_OFF;
	if (token->kind == PQ_LEX_STRING && !element->item.comment.len)
		element->item.comment = token->inner;
	return token->kind == PQ_LEX_STRING || token->kind == PQ_LEX_NUMBER || token->kind == PQ_LEX_WORD
		       ? ELEMENT_KEYED
		       : ELEMENT_OTHER;
}

/* Behind a number: the rest of a range, a cast, or what makes it an expression. */
static enum element_state after_number(struct element *element, const struct pq_lex_token *token)
{
	if (pq_lex_is(token, ":"))
		return ELEMENT_KEY;
	if (pq_lex_is(token, "as"))
		return ELEMENT_CAST;
	element->exclusive = pq_lex_is(token, "..");
	return pq_lex_is(token, "..=") || pq_lex_is(token, "...") || pq_lex_is(token, "..") ? ELEMENT_RANGE
											    : ELEMENT_OTHER;
}

static enum element_state after_string(const struct element *element, const struct pq_lex_token *token)
{
	if (pq_lex_is(token, ":"))
		return ELEMENT_KEY;
	if (pq_lex_is(token, "."))
		return ELEMENT_METHOD;
	/* A suffix of the string, such as "x"_s or "x"sv. */
	return token->kind == PQ_LEX_WORD && token->text.data == element->last_end ? ELEMENT_STRING : ELEMENT_OTHER;
}

static enum element_state range_end(struct scanner *scanner, struct frame *frame, const struct pq_lex_token *token)
{
	struct element *element = &frame->element;

	if (token->kind != PQ_LEX_NUMBER || number(scanner, frame, token, &element->item.last) == ELEMENT_OTHER)
		return ELEMENT_OTHER;
	if (element->item.last < element->item.first + element->exclusive)
		return ELEMENT_OTHER;
	element->item.last -= element->exclusive;
	return ELEMENT_RANGED;
}

static enum element_state further_token(struct scanner *scanner, struct frame *frame, const struct pq_lex_token *token)
{
	struct element *element = &frame->element;

	switch (element->state) {
	case ELEMENT_MINUS:
		element->item.wide = true;
		return token->kind == PQ_LEX_NUMBER ? number(scanner, frame, token, &element->item.first)
						    : ELEMENT_OTHER;
	case ELEMENT_NUMBER:
		return after_number(element, token);
	case ELEMENT_CAST:
		return token->kind == PQ_LEX_WORD ? ELEMENT_NUMBER : ELEMENT_OTHER;
	case ELEMENT_RANGE:
		return range_end(scanner, frame, token);
	case ELEMENT_STRING:
		return after_string(element, token);
	case ELEMENT_METHOD:
		return token->kind == PQ_LEX_WORD ? ELEMENT_METHOD : ELEMENT_OTHER;
	case ELEMENT_KEY:
		return keyed(element, token);
	case ELEMENT_WORD:
	case ELEMENT_WORDS:
		return token->kind == PQ_LEX_WORD || pq_lex_is(token, "::") || pq_lex_is(token, ".") ||
				       pq_lex_is(token, "<") || pq_lex_is(token, ">")
			       ? ELEMENT_WORDS
			       : ELEMENT_OTHER;
	default:
		return ELEMENT_OTHER;
	}
}

void pq_scan_element_token(struct scanner *scanner, struct frame *frame, const struct pq_lex_token *token)
{
	struct element *element = &frame->element;

	if (element->state == ELEMENT_EMPTY) {
		start(scanner, element, token);
		element->state = first_token(scanner, frame, token);
		if (element->state == ELEMENT_STRING) {
			element->item.text = token->inner;
			element->item.escaped = token->escaped;
		}
	} else {
		element->state = further_token(scanner, frame, token);
		/* The last word of a qualified name is the enumerator. */
		if (element->state == ELEMENT_WORDS && token->kind == PQ_LEX_WORD)
			element->item.text = token->text;
	}
	element->last_end = token->text.data + token->text.len;
}

/* A bracket that begins an element, as its first token. */
static struct pq_lex_token bracket(const struct frame *inner)
{
	struct pq_lex_token token = { .kind = PQ_LEX_PUNCT, .line = inner->line, .column = inner->column };

	token.text = pq_view(inner->start, 1);
	return token;
}

void pq_scan_element_group(struct scanner *scanner, struct frame *frame, const struct frame *inner)
{
	struct element *element = &frame->element;
	bool named = element->state == ELEMENT_WORD || element->state == ELEMENT_WORDS;
	struct pq_lex_token first = bracket(inner);

	if (element->state == ELEMENT_METHOD && inner->open == '(' && inner->elements == 0) {
		element->state = ELEMENT_STRING;
		return;
	}
	if (element->state == ELEMENT_EMPTY)
		start(scanner, element, &first);
	element->last_end = scanner->closing;
	if (!inner->first_good || (element->state != ELEMENT_EMPTY && !named)) {
		element->state = ELEMENT_OTHER;
		return;
	}
	element->item = scanner->first;
	if (named)
		element->state = ELEMENT_CALL;
	else if (inner->elements > 1)
		element->state = ELEMENT_GROUP;
	else
		element->state = scanner->first.text.data ? ELEMENT_STRING : ELEMENT_RANGED;
}

/* Wrappers that make a string of a string, and leave nothing to say. */
static bool plain_wrapper(const struct pq_lex_token *word)
{
	static const char *const words[] = { "nsLiteralCString",
					     "NS_LITERAL_CSTRING",
					     "NS_LITERAL_STRING",
					     "String",
					     "ASCIILiteral",
					     "StringView",
					     "std",
					     "string_view",
					     "HeaderName" };

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (pq_view_is(word->text, words[i]))
			return true;
	return false;
}

static void push(struct scanner *scanner, struct frame *frame)
{
	struct pq_scan_item *item = &frame->element.item;

	if (frame->elements == 1)
		frame->first_good = true;
	frame->good++;
	if (item->text.data || frame->element.state == ELEMENT_STRING)
		frame->strings++;
	else
		frame->numbers++;
	if (scanner->items.count - frame->items >= PQ_MAX_IMPORT_ITEMS ||
	    scanner->items.count >= 2 * PQ_MAX_IMPORT_ITEMS) {
		frame->huge = true;
		return;
	}
	if (!pq_import_array_add(&scanner->items, item))
		scanner->scan->no_memory = true;
}

/* What stands in the element, for a note. */
static struct pq_lex_token whole(const struct element *element)
{
	struct pq_lex_token token = element->start;

	if (token.text.data && element->last_end > token.text.data)
		token.text.len = (size_t)(element->last_end - token.text.data);
	return token;
}

static void refuse(struct scanner *scanner, struct frame *frame)
{
	const struct element *element = &frame->element;
	struct pq_lex_token token = whole(element);

	frame->bad++;
	if (element->state == ELEMENT_WORD || element->state == ELEMENT_WORDS) {
		frame->words++;
		pq_scan_note(scanner, &token, NAME);
	} else if (element->state == ELEMENT_OFF) {
		pq_scan_note(scanner, &token, SWITCHED_OFF);
	} else {
		pq_scan_note(scanner, &token, pq_lex_is(&element->start, "...") ? SPREAD : EXPRESSION);
	}
}

/* The patterns that stand for everything else, and the member that only keeps an object from inheriting. */
static bool no_element(const struct frame *frame)
{
	const struct pq_lex_token *token = &frame->element.start;

	if (pq_lex_is(token, "__proto__"))
		return true;
	return frame->mode != FRAME_PLAIN && frame->element.state == ELEMENT_WORD &&
	       (pq_view_is(token->text, "_") || pq_view_is(token->text, "else"));
}

static void finish(struct scanner *scanner, struct frame *frame)
{
	struct element *element = &frame->element;
	struct pq_lex_token token = whole(element);

	switch (element->state) {
	case ELEMENT_GROUP:
		if (frame->groups++ == 0)
			pq_scan_note(scanner, &token, ROW);
		push(scanner, frame);
		break;
	case ELEMENT_CALL:
		if (frame->groups++ == 0 && !plain_wrapper(&element->start))
			pq_scan_note(scanner, &token, CALL);
		push(scanner, frame);
		break;
	case ELEMENT_NUMBER:
	case ELEMENT_RANGED:
	case ELEMENT_STRING:
	case ELEMENT_KEYED:
		push(scanner, frame);
		break;
	case ELEMENT_WORDS:
		/* Labels such as HTTPHeaderName::AcceptCharset name a header. */
		if (frame->mode == FRAME_SWITCH) {
			element->item.enumerator = true;
			push(scanner, frame);
			break;
		}
		refuse(scanner, frame);
		break;
	default:
		refuse(scanner, frame);
		break;
	}
}

void pq_scan_element_end(struct scanner *scanner, struct frame *frame)
{
	struct element *element = &frame->element;

	if (element->state == ELEMENT_EMPTY)
		return;
	if (!no_element(frame) && !(frame->code && frame->mode == FRAME_PLAIN)) {
		frame->elements++;
		finish(scanner, frame);
	}
	element->state = ELEMENT_EMPTY;
}
