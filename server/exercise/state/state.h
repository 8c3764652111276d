/*
 * The whole state of an exercise. Only what deciding needs: no names of people, no texts but those
 * of injects that are still to be delivered. Private to the engine; others see exercise.h.
 */
#ifndef CONVENE_EXERCISE_STATE_STATE_H
#define CONVENE_EXERCISE_STATE_STATE_H

#include "server/exercise/ground/cast.h"
#include "server/exercise/ground/clock.h"
#include "server/exercise/ground/digest.h"
#include "server/exercise/ground/hash.h"
#include "server/exercise/ground/ids.h"
#include "server/exercise/ground/index.h"
#include "server/exercise/ground/library.h"
#include "server/exercise/ground/story.h"
#include "server/exercise/state/attachment.h"
#include "server/exercise/state/case/case.h"
#include "server/exercise/state/conditions.h"
#include "server/exercise/state/disclosure/disclosure.h"
#include "server/exercise/state/msel.h"
#include "server/exercise/state/questionnaire/questionnaire.h"
#include "server/exercise/state/request/request.h"
#include "server/exercise/state/shares.h"
#include "server/exercise/state/simcell/interpreter.h"
#include "server/exercise/state/simcell/queue.h"
#include "server/exercise/state/thread.h"
#include "server/exercise/state/welfare.h"

#include <stdbool.h>
#include <stdint.h>

struct watches;

struct exercise {
	exercise_hash_fn *hash;
	uint64_t head;
	int64_t last_wall_ms;
	int64_t last_exercise_ms;
	char *id;            /* owned; NULL before the first event */
	char *title;         /* owned; likewise */
	int64_t duration_ms; /* as planned, from the first event; it never changes */
	bool ready;          /* the scenario is complete */
	uint32_t engine_version;

	struct clock clock;
	struct cast cast;
	struct msel msel;
	struct ids ids; /* of all that is named by a number; what they name lies below */
	uint64_t made;  /* id of what the event that is being applied brought about; 0: none */
	struct objects participants; /* owns: struct participant */
	struct objects invites;      /* owns: struct invite */
	struct objects threads;      /* owns: struct thread */
	struct messages messages;
	struct attachments attachments;
	struct pair_set readings; /* participant, and the position of what it read */
	struct addressed simcell; /* messages to entities and to control */

	struct story story;
	struct library library;
	struct conditions conditions;
	struct watches *watches; /* owned; NULL: nobody asked for any fact */
	struct objects cases;    /* owns: struct case_file */
	struct case_persons case_persons;
	struct disclosures disclosures;
	struct requests requests;
	struct queue queue;
	struct interpreters interpreters;
	struct questionnaires questionnaires;

	struct welfare welfare;

	struct shares shares;

	struct digest digest;
};

/* What an object of the state is hashed as. */
digest_write_fn exercise_write_object;

#endif
