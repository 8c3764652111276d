/*
 * libyaml's events made into a tree, with a limit of depth, since the reader goes down by
 * recursion. What YAML has and no file of ours needs is refused here, once, so that no reader meets
 * it.
 */
#include "proto/yaml_tree.h"

#include "proto/utf8.h"

#include <string.h>
#include <yaml.h>

#define DEPTH_MAX 32

struct parse {
	const char *file; /* borrowed: outlives the parse */
	const char *text; /* borrowed: outlives the parse */
	size_t len;
	struct arena *arena;             /* borrowed: outlives the parse */
	struct diagnostics *diagnostics; /* borrowed: outlives the parse */
	yaml_parser_t parser;
};

bool yaml_node_is_null(const struct yaml_node *node)
{
	return node->kind == YAML_KIND_SCALAR && node->plain &&
	       (node->len == 0 || strcmp(node->text, "~") == 0 || strcmp(node->text, "null") == 0);
}

static bool fail(struct parse *parse, yaml_mark_t mark, const char *text)
{
	diagnostics_add(parse->diagnostics, DIAGNOSTIC_ERROR, parse->file, (int)mark.line + 1,
	    (int)mark.column + 1, "%s", text);
	return false;
}

/* The mark of a byte, columns counted in characters as libyaml does. */
static yaml_mark_t mark_of(const char *text, size_t at)
{
	yaml_mark_t mark = {.index = at};
	for (size_t i = 0; i < at; i++) {
		if (text[i] == '\n') {
			mark.line++;
			mark.column = 0;
		} else if (((unsigned char)text[i] & 0xc0) != 0x80) {
			mark.column++;
		}
	}
	return mark;
}

/* libyaml's words are for people who know YAML's grammar; these are for those who wrote the file.
 */
static bool explain(struct parse *parse)
{
	yaml_parser_t *parser = &parse->parser;
	yaml_mark_t mark = parser->problem_mark;
	const char *problem = parser->problem != NULL ? parser->problem : "cannot be parsed";
	size_t end = 0;
	if (parser->error == YAML_MEMORY_ERROR) {
		return fail(parse, mark, "takes too much memory");
	}
	if (parser->error == YAML_READER_ERROR) {
		size_t at =
		    parser->problem_offset < parse->len ? parser->problem_offset : parse->len;
		return fail(parse, mark_of(parse->text, at),
		    "this control character may not stand in a text file; remove it");
	}
	/* libyaml counts characters, the text is in bytes: walk to the place */
	for (size_t i = 0; i < mark.index && end < parse->len; i++) {
		for (end++; end < parse->len && ((unsigned char)parse->text[end] & 0xc0) == 0x80;
		     end++) {
		}
	}
	if (end < parse->len && parse->text[end] == '\t') {
		return fail(parse, mark, "a tab may not indent; use spaces");
	}
	if (end < parse->len && (parse->text[end] == '@' || parse->text[end] == '`')) {
		return fail(parse, mark, "a value that begins with @ or ` must stand in quotes");
	}
	if (strstr(problem, "mapping values are not allowed") != NULL) {
		return fail(parse, mark,
		    "a colon is not allowed here: put a text that contains \": \" in quotes, and "
		    "check the indentation");
	}
	if (strstr(problem, "could not find expected ':'") != NULL) {
		return fail(parse, mark, "expected 'name: value'");
	}
	diagnostics_add(parse->diagnostics, DIAGNOSTIC_ERROR, parse->file, (int)mark.line + 1,
	    (int)mark.column + 1, "is not YAML: %s%s%s", parser->context ? parser->context : "",
	    parser->context ? ", " : "", problem);
	return false;
}

static bool next_event(struct parse *parse, yaml_event_t *event)
{
	return yaml_parser_parse(&parse->parser, event) != 0 || explain(parse);
}

/* Refuses what would make a file hard to check: names for values, and types beside the schema. */
static bool check_plain(struct parse *parse, const yaml_event_t *event)
{
	const yaml_char_t *anchor = NULL, *tag = NULL;
	switch (event->type) {
	case YAML_ALIAS_EVENT:
		return fail(parse, event->start_mark,
		    "aliases (*name) are not supported; write the value out, or put it in quotes "
		    "if it is a text");
	case YAML_SCALAR_EVENT:
		anchor = event->data.scalar.anchor;
		tag = event->data.scalar.tag;
		break;
	case YAML_SEQUENCE_START_EVENT:
		anchor = event->data.sequence_start.anchor;
		tag = event->data.sequence_start.tag;
		break;
	case YAML_MAPPING_START_EVENT:
		anchor = event->data.mapping_start.anchor;
		tag = event->data.mapping_start.tag;
		break;
	default:
		break;
	}
	if (anchor != NULL) {
		return fail(parse, event->start_mark,
		    "anchors (&name) are not supported; put the value in quotes if it is a text");
	}
	if (tag != NULL) {
		return fail(parse, event->start_mark,
		    "tags (!name) are not supported; put the value in quotes if it is a text");
	}
	return true;
}

static struct yaml_node *new_node(
    struct parse *parse, enum yaml_kind kind, const yaml_event_t *event)
{
	struct yaml_node *node = arena_alloc(parse->arena, sizeof(*node));
	if (node == NULL) {
		fail(parse, event->start_mark, "takes too much memory");
		return NULL;
	}
	node->kind = kind;
	node->line = (int)event->start_mark.line + 1;
	node->column = (int)event->start_mark.column + 1;
	return node;
}

static struct yaml_node *new_scalar(struct parse *parse, const yaml_event_t *event)
{
	struct yaml_node *node = new_node(parse, YAML_KIND_SCALAR, event);
	const char *text = (const char *)event->data.scalar.value;
	size_t len = event->data.scalar.length;
	if (node == NULL) {
		return NULL;
	}
	/* "\0" in double quotes */
	if (!utf8_valid(text, len)) {
		fail(parse, event->start_mark, "a text may not contain the character NUL");
		return NULL;
	}
	node->plain = event->data.scalar.style == YAML_PLAIN_SCALAR_STYLE;
	node->text = arena_text(parse->arena, text, len);
	node->len = len;
	if (node->text == NULL) {
		fail(parse, event->start_mark, "takes too much memory");
		return NULL;
	}
	return node;
}

static struct yaml_node *parse_node(struct parse *parse, const yaml_event_t *event, int depth);

static bool parse_children(struct parse *parse, struct yaml_node *node, int depth)
{
	struct yaml_node **last = &node->first;
	yaml_event_type_t end =
	    node->kind == YAML_KIND_LIST ? YAML_SEQUENCE_END_EVENT : YAML_MAPPING_END_EVENT;
	for (;;) {
		yaml_event_t event;
		if (!next_event(parse, &event)) {
			return false;
		}
		bool ended = event.type == end;
		if (!ended) {
			*last = parse_node(parse, &event, depth);
		}
		yaml_event_delete(&event);
		if (ended) {
			break;
		}
		if (*last == NULL) {
			return false;
		}
		last = &(*last)->next;
		node->count++;
	}
	if (node->kind == YAML_KIND_MAP) {
		node->count /= 2;
	}
	return true;
}

static struct yaml_node *parse_node(struct parse *parse, const yaml_event_t *event, int depth)
{
	if (!check_plain(parse, event)) {
		return NULL;
	}
	if (event->type == YAML_SCALAR_EVENT) {
		return new_scalar(parse, event);
	}
	if (depth >= DEPTH_MAX) {
		fail(parse, event->start_mark, "lies too deep");
		return NULL;
	}
	struct yaml_node *node = new_node(parse,
	    event->type == YAML_SEQUENCE_START_EVENT ? YAML_KIND_LIST : YAML_KIND_MAP, event);
	return node != NULL && parse_children(parse, node, depth + 1) ? node : NULL;
}

/* Between the start of the stream and its end: at most one document. */
static bool parse_stream(struct parse *parse, struct yaml_node **root)
{
	bool good = true, ended = false;
	int documents = 0;
	while (good && !ended) {
		yaml_event_t event;
		if (!next_event(parse, &event)) {
			return false;
		}
		switch (event.type) {
		case YAML_STREAM_START_EVENT:
		case YAML_DOCUMENT_END_EVENT:
			break;
		case YAML_STREAM_END_EVENT:
			ended = true;
			break;
		case YAML_DOCUMENT_START_EVENT:
			good =
			    ++documents == 1 ||
			    fail(parse, event.start_mark,
			        "a second document begins here; a file holds one: remove '---', or "
			        "make it a file of its own");
			break;
		default:
			*root = parse_node(parse, &event, 0);
			good = *root != NULL;
			break;
		}
		yaml_event_delete(&event);
	}
	return good;
}

/* The number of bytes before the first that is no UTF-8; `len` when all is well. */
static size_t valid_prefix(const char *text, size_t len)
{
	size_t low = 0;
	/* in steps of a line, so that the whole is looked at once */
	while (low < len) {
		const char *newline = memchr(text + low, '\n', len - low);
		size_t line = newline != NULL ? (size_t)(newline - (text + low)) + 1 : len - low;
		if (!utf8_valid(text + low, line)) {
			break;
		}
		low += line;
	}
	for (size_t width = 1; low < len && width <= 4;) {
		if (low + width <= len && utf8_valid(text + low, width)) {
			low += width;
			width = 1;
		} else {
			width++;
		}
	}
	return low;
}

bool yaml_tree_parse(const char *file, const char *text, size_t len, struct arena *arena,
    struct diagnostics *diagnostics, struct yaml_node **root)
{
	struct parse parse = {.file = file, .arena = arena, .diagnostics = diagnostics};
	struct yaml_node *read = NULL;
	/* a byte order mark says nothing in UTF-8 */
	if (len >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0) {
		text += 3;
		len -= 3;
	}
	parse.text = text;
	parse.len = len;
	size_t valid = valid_prefix(text, len);
	if (valid < len) {
		return fail(&parse, mark_of(text, valid),
		    text[valid] == '\0' ? "a file of text may not contain the character NUL"
		                        : "is not UTF-8; save the file in UTF-8");
	}
	if (!yaml_parser_initialize(&parse.parser)) {
		return fail(&parse, (yaml_mark_t){0}, "takes too much memory");
	}
	yaml_parser_set_encoding(&parse.parser, YAML_UTF8_ENCODING);
	yaml_parser_set_input_string(&parse.parser, (const unsigned char *)text, len);
	bool good = parse_stream(&parse, &read);
	yaml_parser_delete(&parse.parser);
	if (good) {
		*root = read;
	}
	return good;
}
