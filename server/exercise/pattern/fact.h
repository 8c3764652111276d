/*
 * What an event says that patterns look at, by index: read once, then told to whoever watches for
 * facts of its kind (watch.h). An event may say several facts, each of which at most once. Lives on
 * the stack of facts_tell; owns nothing.
 */
#ifndef CONVENE_EXERCISE_PATTERN_FACT_H
#define CONVENE_EXERCISE_PATTERN_FACT_H

#include "convene/v1/event.pb-c.h"
#include "server/exercise/ground/limits.h"
#include "server/exercise/ground/moment.h"
#include "server/exercise/ground/sets.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct applying;
struct exercise;

enum fact_kind {
	FACT_NONE, /* of an event that no pattern looks at */
	FACT_INJECT,
	FACT_MILESTONE,
	FACT_SWITCH,
	FACT_MESSAGE,
	FACT_REQUEST,
	FACT_CASE,
	FACT_ANSWER,
	FACT_DISCLOSURE,
	FACT_DECISION,
	FACT_KINDS,
};

/* What happens to a thing that is there or not: it comes; it never will; it is gone again. Whatever
 * merely happens comes. */
enum fact_turn { FACT_COMES, FACT_IS_LOST, FACT_IS_OFF };

/* Of a request, beside the states of RequestState: an answer fell overdue; whether all that it
 * needs was in one that was sent is known now. */
enum { REQUEST_OVERDUE = -1, REQUEST_ASSESSED = -2 };

/* Of a case: in which list `index` is. */
enum case_aspect { CASE_STATE, CASE_FLAG, CASE_FORM };

/* Of a case that was opened, or matched to a person: patterns that name a person are told once it
 * is known, those that do not when it is opened; of anything else all are. */
enum case_naming { CASE_OF_ANY, CASE_OF_SOME_PERSON, CASE_OF_NO_PERSON };

#define FIELD_WORDS (FIELDS_MAX / 64)

/* What each kind has of its own; of a decision that is nothing. In a fact what is so, in a fitting
 * (fitting.h) what is looked for. */
union subject {
	struct {
		int index;  /* the inject, by its order; the milestone; the switch */
		int moment; /* of an inject: Convene__V1__InjectMoment */
	} thing;
	struct {
		uint32_t channels; /* bit 1 << Convene__V1__Channel; looked for: 0 is any */
	} message;
	struct {
		int instrument;   /* looked for: -1 is any */
		int state;        /* Convene__V1__RequestState, or as above */
		int completeness; /* Convene__V1__Completeness; looked for: 0 is any */
	} request;
	struct {
		enum case_aspect aspect;
		int index;               /* the track, the flag, the form */
		int state;               /* of the track */
		enum case_naming naming; /* of a fact only */
	} step;
	struct {
		int questionnaire, question;
		uint64_t choices;    /* bits by index in the question; looked for: 0 is any */
		int32_t least, most; /* of a scale; looked for: both 0 is any */
	} answer;
	struct {
		uint64_t fields[FIELD_WORDS]; /* bits by index in LIBRARY_FIELD */
		bool any_field;               /* looked for */
		bool with_consent, without_consent;
	} disclosure;
};

struct fact {
	enum fact_kind kind;
	enum fact_turn turn;
	struct moment at;
	struct parties from; /* one party, or nobody */
	struct parties to;
	union subject subject;
	const uint64_t *case_ids; /* borrowed: the event's or the state's */
	size_t case_count;
	char *const *inject_ids; /* borrowed: likewise; what a message or a decision refers to */
	size_t inject_count;
};

/* Whether facts of the kind are about one of the things that have an index. */
bool fact_is_of_thing(enum fact_kind kind);

/* An inject was delivered, a milestone reached, a switch turned on. */
struct fact fact_of_thing(enum fact_kind kind, int index, struct moment at);

/* Of which kind the facts of an event are. */
enum fact_kind fact_kind_of(const Convene__V1__Event *event);

/* Tells every fact of an event that was applied. */
typedef void fact_fn(struct exercise *exercise, const struct fact *fact);
void facts_tell(struct exercise *exercise, const struct applying *applying, fact_fn *told);

#endif
