/*
 * Interpreters: who is booked by whom for which case, from when. One thread at a time; owned by the
 * state.
 */
#ifndef CONVENE_EXERCISE_SIMCELL_INTERPRETER_H
#define CONVENE_EXERCISE_SIMCELL_INTERPRETER_H

#include "server/exercise/cast.h"
#include "server/exercise/draft.h"

struct case_file;

struct booking {
	struct digest_node node;
	uint64_t id;
	int interpreter; /* index in LIBRARY_INTERPRETER */
	int team;
	uint64_t case_id;
	int64_t booked_ms;
	int64_t arrives_ms;
	bool arrived, released;
};

struct interpreters {
	struct seq_index bookings; /* owns: struct booking */
	/* Owned; the booking that each interpreter is taken by, NULL: free. In the library's order;
	 * none before the first booking. */
	struct booking **taken;
	size_t taken_count;
};

void interpreters_deinit(struct interpreters *interpreters);
void booking_digest(const struct booking *booking, struct digest_form *form);

/*
 * Whether an interpreter of the person's language (any, where it is not known) has arrived for the
 * case and was not released: booked by this team or another one that has the case, as long as this
 * team has it too.
 */
bool interpreter_is_there(const struct exercise *exercise, const struct case_file *file, int team);

/* Drafts a flag for each interpreter who is booked for the case and has a conflict of interest with
 * the person (index in LIBRARY_PERSON): for when it turns out whom a case concerns. */
void interpreter_flag_conflicts(
    struct deciding *deciding, const struct case_file *file, int person, uint64_t by_seq);

void interpreter_decide_book(struct deciding *deciding);
void interpreter_decide_release(struct deciding *deciding);
void interpreter_apply_booked(struct exercise *exercise, const struct applying *applying);
void interpreter_apply_arrived(struct exercise *exercise, const struct applying *applying);
void interpreter_apply_released(struct exercise *exercise, const struct applying *applying);

/* Arrivals, as a source of due.c. */
int64_t interpreters_next(const struct exercise *exercise);
void interpreters_decide(struct deciding *deciding, int64_t until_ms);

#endif
