/*
 * What each field of a scenario is: an id, a text, the name of something. The table that
 * check_fields.c goes by; constant. Part of server/scenario only.
 */
#ifndef CONVENE_SCENARIO_RULES_PRIVATE_H
#define CONVENE_SCENARIO_RULES_PRIVATE_H

#include "convene/v1/scenario.pb-c.h"

#include <stdbool.h>
#include <stddef.h>

enum rule_kind {
	RULE_ID,      /* `what`: enum id_style */
	RULE_TEXT,    /* a Text or list of them; `what`: enum text_flags */
	RULE_NAME,    /* a string or list of them; `what`: bits of enum name_kind, and flags */
	RULE_COUNT,   /* a list; `what`: how many it may have */
	RULE_LINE,    /* a string, or list of them, without translations */
	RULE_NEEDED,  /* is an error when it says nothing */
	RULE_ADVISED, /* is a warning then */
};

/* More people of the story, or names of one, are a mistake; each is compared with each. */
#define PERSONS_MAX 1000
#define ALIASES_MAX 100

/* Flags of RULE_NAME, above the bits of the kinds. */
#define RULE_REQUIRED (1u << 30)
#define RULE_NO_USE   (1u << 31) /* what is named here is not thereby waited for */

struct rule {
	const ProtobufCMessageDescriptor *of;
	const char *field;
	enum rule_kind kind;
	unsigned what;
	const char *words; /* of RULE_NEEDED and RULE_ADVISED: the finding */
};

extern const struct rule rules[];
extern const size_t rule_count;

/* The field in a message of the rule's type. */
const ProtobufCFieldDescriptor *rule_field(const struct rule *rule);

/* Of a RULE_NAME: what may be named there, and the names in the message, of which "" is none. There
 * are none in a member of a oneof that is not chosen. They are the message's, to be changed. */
unsigned rule_kinds(const struct rule *rule);
char **rule_names(const struct rule *rule, const ProtobufCMessage *message, size_t *count);

/* Whether the pattern has a window that ends on its own; otherwise what it is about decides. */
bool rule_has_end(const Convene__V1__Pattern *pattern);

#endif
