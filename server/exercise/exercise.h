/*
 * The engine: one exercise as a pure state machine. No input or output, no clock, no randomness:
 * time, and the seed of ids, come with each call. `decide` looks at the state and a command and
 * says which events follow, or refuses; `apply` changes the state by one event and cannot fail;
 * replay is `apply` alone. One thread at a time. Owns its whole state.
 *
 * The host (server/live) does, in this order: decide, encode, apply, journal, and only when the
 * journal has it on disk, tell anybody.
 */
#ifndef CONVENE_EXERCISE_EXERCISE_H
#define CONVENE_EXERCISE_EXERCISE_H

#include "convene/v1/command.pb-c.h"
#include "convene/v1/event.pb-c.h"
#include "convene/v1/frame.pb-c.h"
#include "proto/arena.h"
#include "server/exercise/ground/audience.h"
#include "server/exercise/ground/hash.h"
#include "server/exercise/ground/phase.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Version of the rules in this folder. It grows when older engines could not read what newer ones
 * write. 3: random ids; what is older is not read. */
#define ENGINE_VERSION 3

#define COMMAND_ID_SIZE 16

/* Commands that are remembered for each participant; far more than somebody may have unanswered. */
#define OUTCOMES_REMEMBERED    4096
#define COMMANDS_IN_FLIGHT_MAX 64

struct exercise;

struct exercise *exercise_new(exercise_hash_fn *hash);
void exercise_free(struct exercise *exercise); /* NULL is fine */

/* One event that follows, not yet encoded. Both live in the decision's arena. Envelope.position and
 * Event.seq are filled in. */
struct draft {
	Convene__V1__Event *event;       /* borrowed: the arena's */
	Convene__V1__Envelope *envelope; /* borrowed: the arena's */
};

/* What follows from a command. Caller-owned; everything in it lives in `arena`. */
struct decision {
	struct arena *arena; /* borrowed: outlives the decision */
	/* Borrowed: the arena's; `count` of them, with the next positions. */
	struct draft *drafts;
	size_t count;
	/* Borrowed: the arena's, or `exhausted`. Not NULL: refused; count is 0. */
	Convene__V1__Error *refusal;
	/* The command was carried out earlier: count is 0, and this is what it brought about then.
	 */
	bool repeated;
	/* Id of what it brought about, the first of several; 0: nothing that has one. */
	uint64_t made;
	uint64_t seed; /* of the ids that it draws */

	/* What `refusal` points to when the arena has no room for a reason. */
	Convene__V1__Error exhausted;
};

/* Who asks, when. */
struct request {
	uint64_t participant_id;
	int64_t wall_ms;
	/* For commands with attachments: whether the bytes of each are stored; NULL: none is. */
	bool (*attachment_stored)(void *context, const uint8_t sha256[32], uint64_t *size_bytes);
	void *attachment_context; /* borrowed: outlives the call */
};

/* `seed` is drawn by the host at random: the ids of what the decision brings about follow from it.
 */
void decision_init(struct decision *decision, struct arena *arena, uint64_t seed);

/* Carried out, now or earlier, it has changed nothing: there was nothing left to do. */
bool decision_changed_nothing(const struct decision *decision);

/* Memory enough for deciding one command. */
#define DECISION_BUDGET (8u * 1024u * 1024u)

/*
 * Decides `command`, of which no text is NULL: it was decoded, read or initialised. Everything in
 * it is checked: permissions (README.md of this folder), sizes, states, revisions, whether the
 * sender may see what it refers to. A refusal says no more than the sender may know. If the arena
 * runs out, the command is refused with TOO_LARGE.
 */
void exercise_decide(const struct exercise *exercise, const struct request *request,
    const Convene__V1__Command *command, struct decision *decision);

/*
 * What falls due by `wall_ms`: deliveries, offers, in the order of their times, those of one time
 * in the scenario's. Count 0 when nothing does. Never while paused. At most DUE_BATCH_MAX
 * (limits.h), so that no call takes long: after applying them, call again until exercise_next_due
 * is in the future. The arena has at least 4 MiB.
 */
void exercise_decide_due(
    const struct exercise *exercise, int64_t wall_ms, struct decision *decision);

/* First moment (wall clock) at which exercise_decide_due has something to say; INT64_MAX: none as
 * things stand. */
int64_t exercise_next_due(const struct exercise *exercise);

/* A new exercise: the events that make it up. The scenario is one that scenario_check let pass,
 * with the hashes and sizes of its attachments; what is wrong in it is not looked for here. Refused
 * if the id, the title or the organisation is no good. The arena needs room for several times the
 * scenario; 64 MiB is plenty. */
struct creation {
	int64_t wall_ms;
	const char *exercise_id;               /* borrowed, as the rest: outlives the call */
	const char *title;                     /* borrowed; NULL: the scenario's */
	const char *organisation;              /* borrowed; NULL: none */
	const Convene__V1__Scenario *scenario; /* borrowed: outlives the decision */
};
void exercise_decide_create(
    const struct exercise *exercise, const struct creation *creation, struct decision *decision);

/* Somebody joins with an invite; the host has checked the code. Refused if the invite is revoked or
 * unknown. */
struct joining {
	int64_t wall_ms;
	uint64_t invite_id;
	uint8_t name_commitment[32];
};
void exercise_decide_join(
    const struct exercise *exercise, const struct joining *joining, struct decision *decision);

/*
 * The host lost `away_ms` of time (restart, suspended machine); below 0: nobody knows how much. The
 * clock, if running, goes on from the exercise time that it had at `since_ms`, the last moment of
 * the wall clock at which the host was there, at the earliest the last event's; if away for more
 * than `bridge_ms`, or for nobody knows how long, it is paused. Count 0 when the clock was not
 * running.
 */
void exercise_decide_restored(const struct exercise *exercise, int64_t wall_ms, int64_t since_ms,
    int64_t away_ms, int64_t bridge_ms, struct decision *decision);

/*
 * The host itself issues or revokes an invite or removes somebody (local administration): as
 * exercise_decide with no participant, everything permitted to an organiser allowed.
 */
void exercise_decide_local(const struct exercise *exercise, int64_t wall_ms,
    const Convene__V1__Command *command, struct decision *decision);

/*
 * Answers a question about the state. Changes nothing; the answer lives in the decision's arena,
 * the refusal is the decision's. What comes back may leave the process only when everything that
 * was applied is on disk.
 */
struct answer {
	Convene__V1__ConditionsReport *conditions; /* borrowed: the arena's; NULL: not asked for */
	Convene__V1__KnowledgeReport *knowledge;   /* borrowed: likewise */
};
void exercise_answer(const struct exercise *exercise, const struct request *request,
    const Convene__V1__Query *query, struct decision *decision, struct answer *answer);

/* Applies one event, at the position that its envelope names. Total: an event that makes no sense,
 * or was applied already, changes nothing but the head. Events come in order. Returns who may see
 * it. */
struct audience exercise_apply(struct exercise *exercise, const Convene__V1__Event *event,
    const Convene__V1__Envelope *envelope);

/* --- reading the state --- */

uint64_t exercise_head(
    const struct exercise *exercise); /* position of the last event applied, 0 at first */
int64_t exercise_last_wall_ms(const struct exercise *exercise);
const char *exercise_id(const struct exercise *exercise); /* "" before the first event; borrowed */
const char *exercise_title(const struct exercise *exercise); /* borrowed */
int64_t exercise_duration(const struct exercise *exercise);  /* as planned */
bool exercise_is_ready(const struct exercise *exercise);     /* the scenario is complete */
/* ENGINE_VERSION with which the exercise was begun; another one than this: it cannot be read. */
uint32_t exercise_engine_version(const struct exercise *exercise);

enum exercise_phase exercise_phase(const struct exercise *exercise);
/* Has begun and has not ended. */
bool exercise_is_under_way(const struct exercise *exercise);

/* Exercise time at a moment of the wall clock, not earlier than the last event's. */
int64_t exercise_time(const struct exercise *exercise, int64_t wall_ms);

/* Digest of the whole state; the same for every engine that applied the same events. Work is
 * proportional to what changed since the last call. */
void exercise_digest(struct exercise *exercise, uint8_t out[DIGEST_SIZE]);

/* Whether the journal is to be sealed after this event (STARTEX, each pause, ENDEX, the end of the
 * hot wash, every 1000 events). */
bool exercise_is_seal_point(const Convene__V1__Event *event, uint64_t seq);

/* A participant's standing. False when there is none with that id. */
struct standing {
	struct viewer viewer;
	const char *team_id; /* borrowed: outlived by the exercise; "" for none */
	uint64_t invite_id;
	bool removed;
	uint64_t joined_seq;
	struct audience joined_audience; /* who may know of the person */
};
bool exercise_standing(
    const struct exercise *exercise, uint64_t participant_id, struct standing *out);

/* How it stands with somebody's calls for welfare; for that person, and organisers and controllers.
 * False when the person never called. */
struct welfare_moment {
	int64_t wall_ms, exercise_ms;
};
struct welfare_standing {
	bool open;
	uint32_t calls;                         /* of the call that is open, or was the last */
	struct welfare_moment raised, answered; /* the first of them; zeroed while open */
	const char *text;                       /* borrowed: until the next event; "" while open */
};
bool exercise_welfare(
    const struct exercise *exercise, uint64_t participant_id, struct welfare_standing *out);

/* An invite's standing. False when there is none with that id. */
struct invite_standing {
	Convene__V1__Role role;
	const char *team_id; /* borrowed: outlived by the exercise */
	bool personal;
	bool revoked;
	uint64_t participant_id; /* of a personal invite that was used; else 0 */
};
bool exercise_invite(
    const struct exercise *exercise, uint64_t invite_id, struct invite_standing *out);

/* How many there are, and the id of each in the order in which they were issued. */
size_t exercise_invite_count(const struct exercise *exercise);
uint64_t exercise_invite_at(const struct exercise *exercise, size_t index);

/* How many more invites it takes. */
size_t exercise_invites_left(const struct exercise *exercise);

size_t exercise_team_count(const struct exercise *exercise);

/* Team.id by index, NULL past the end. */
const char *exercise_team_id(const struct exercise *exercise, int team);

/* Compact form of an encoded audience; teams that the exercise does not know are nobody. */
void audience_compact(
    const struct exercise *exercise, const Convene__V1__Audience *message, struct audience *out);

/* Whether somebody may be sent the bytes of an attachment: an event that the viewer may see refers
 * to it. */
bool exercise_may_see_attachment(
    const struct exercise *exercise, const struct viewer *viewer, const uint8_t sha256[32]);

/* Bytes of documents that a team (NO_TEAM: the staff) may still bring, where the exercise takes
 * `limit` in all. */
uint64_t exercise_document_room(const struct exercise *exercise, int team, uint64_t limit);

/* Whether the players of a team, by index, may fetch its record. */
bool exercise_record_is_released(const struct exercise *exercise, int team);

/* Whether any event refers to an attachment, for whomever. */
bool exercise_refers_to_attachment(const struct exercise *exercise, const uint8_t sha256[32]);

#endif
