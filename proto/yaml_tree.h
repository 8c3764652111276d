/*
 * A YAML file as a tree of values with their positions, before anybody asks what they mean. For the
 * files of proto/yaml only. Lives in the caller's arena; pure; any thread.
 */
#ifndef CONVENE_PROTO_YAML_TREE_H
#define CONVENE_PROTO_YAML_TREE_H

#include "proto/yaml.h"

enum yaml_kind { YAML_KIND_SCALAR, YAML_KIND_LIST, YAML_KIND_MAP };

/* Everything a node points to is in the arena. */
struct yaml_node {
	enum yaml_kind kind;
	bool plain;              /* a scalar without quotes, which may be null */
	int line, column;        /* from 1 */
	const char *text;        /* of a scalar; ends with a NUL that is not counted */
	size_t len;              /* of text */
	struct yaml_node *first; /* child of a list or map; NULL when empty */
	struct yaml_node *next;  /* sibling; in a map, key and value take turns */
	size_t count;            /* children of a list, pairs of a map */
};

/* True for a scalar that stands for "nothing": empty, ~ or null, without quotes. */
bool yaml_node_is_null(const struct yaml_node *node);

/*
 * Parses one document. False when there was an error, which `diagnostics` then has. `*root` is NULL
 * when the file has no content.
 */
bool yaml_tree_parse(const char *file, const char *text, size_t len, struct arena *arena,
    struct diagnostics *diagnostics, struct yaml_node **root);

/* What the reader tells the places. `field` is borrowed from the descriptor; NULL: the message. */
void yaml_places_add(struct yaml_places *places, const void *message, const char *field,
    size_t index, const char *file, int line, int column);

#endif
