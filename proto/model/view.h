/*
 * What a viewer knows of an exercise: a fold over the events that they were sent, with the names
 * and the presence that come beside them. Pure: the same events give the same view. One thread at a
 * time. Owns everything in it; its fields are for reading only. Messages and texts are borrowed
 * until the view is freed, elements of its lists (injects, threads, people ...) until the next
 * event, which may move them. An event that makes no sense changes nothing. It fails in one way:
 * its memory has a limit, and what comes when that is used up is missing; whoever applies events
 * looks at view_is_full() and shows nothing further.
 */
#ifndef CONVENE_MODEL_VIEW_H
#define CONVENE_MODEL_VIEW_H

#include "convene/v1/frame.pb-c.h"
#include "proto/arena.h"
#include "proto/id_map.h"
#include "proto/model/case.h"
#include "proto/model/catalogue.h"
#include "proto/model/look.h"
#include "proto/model/mark.h"
#include "proto/model/milestone.h"
#include "proto/model/questionnaire.h"
#include "proto/model/request.h"
#include "proto/model/simcell.h"
#include "proto/model/story.h"
#include "proto/model/welfare.h"

enum view_phase { VIEW_PLANNED, VIEW_RUNNING, VIEW_PAUSED, VIEW_ENDED, VIEW_CLOSED };

struct view_clock {
	enum view_phase phase;
	uint32_t revision;
	uint32_t rate_permille;
	int64_t exercise_ms; /* at `wall_ms` */
	int64_t wall_ms;
	const char *note; /* of the last pause, jump, end or closing; "" for none */
	Convene__V1__PauseCause cause;
};

struct view_person {
	uint64_t id;
	Convene__V1__Role role; /* 0: only name or presence is known, not yet who it is */
	const char *team_id;    /* "" for none */
	char *name;             /* owned; NULL: not told, or erased */
	bool connected, removed;
	bool presence_told;    /* else they have just joined, and `connected` is not known yet */
	uint64_t reached_mark; /* of the last receipt */
	uint64_t invite_id;    /* with which they joined; 0: not told */
	/* names come apart from the events: who joined before it was known how they are called
	 * waits for the next names, and is late when these have come */
	bool join_waits, join_late;
	uint64_t joined_mark;
	int64_t joined_ms;
};

/* Somebody opened an inject or a message. */
struct view_reading {
	uint64_t participant_id;
	const char *team_id;
	uint64_t mark;
	int64_t exercise_ms;
};

struct view_readings {
	struct view_reading *list; /* owned */
	size_t count, cap;
};

struct view_answer {
	const Convene__V1__InjectAnswered *answer;
	uint64_t mark;
	int64_t exercise_ms;
};

struct view_inject {
	const char *id;
	uint32_t revision;
	Convene__V1__InjectStatus status;
	int64_t due_ms;
	Convene__V1__InjectChange change;  /* the last one */
	uint64_t revised_mark;             /* of that event; 0: none */
	Convene__V1__InjectChange held_by; /* while held: HELD, DUE, OVERDUE or CHOICE */
	const Convene__V1__Inject *plan;   /* NULL: players are not shown it */
	const Convene__V1__InjectDelivered *delivered; /* NULL: not delivered */
	uint64_t delivered_mark;
	int64_t delivered_ms;                          /* exercise time */
	const Convene__V1__InjectWithdrawn *withdrawn; /* NULL: it was not */
	uint64_t withdrawn_mark;
	int64_t withdrawn_ms; /* exercise time */
	struct view_readings readings;
	struct view_answer *answers; /* owned */
	size_t answer_count, answer_cap;
	bool read_by_me;
};

struct view_message {
	uint64_t id;
	uint64_t mark;
	int64_t exercise_ms;
	const Convene__V1__MessagePosted *posted;
	uint64_t voiced_by; /* who wrote in an entity's name; 0: not told */
	const Convene__V1__MessageCorrected *corrected; /* the last; NULL: never */
	uint64_t corrected_mark;
	int64_t corrected_ms;
	bool corrected_by_me;
	struct view_readings readings;
	bool read_by_me; /* as it reads now */
};

struct view_thread {
	uint64_t id;
	int64_t exercise_ms;
	const Convene__V1__ThreadOpened *opened;
	uint64_t last_mark; /* of the last message, without one of the opening */
	size_t message_count;
	uint64_t first_message_id, last_message_id;
};

struct view_decision {
	uint64_t id;
	int64_t exercise_ms;
	const Convene__V1__DecisionLogged *logged;
};

struct view_announcement {
	uint64_t mark;
	int64_t exercise_ms;
	const Convene__V1__Announced *said;
};

struct view_invite {
	uint64_t id;
	Convene__V1__Role role;
	const char *team_id;
	bool personal, revoked;
	uint64_t joined; /* people who came with it */
};

struct view {
	struct arena *arena; /* owned: every message that is pointed to */
	char *language;      /* owned; NULL: the original */

	/* who we are */
	uint64_t participant_id;
	Convene__V1__Role role;
	const char *team_id; /* "" for none */

	const Convene__V1__ExerciseCreated *exercise; /* NULL before the first event */
	const Convene__V1__Text *briefing;            /* of our own team; NULL: none */
	const Convene__V1__Entity **entities; /* owned list; staff only: with brief and replies */
	size_t entity_count, entity_cap;
	uint64_t last_mark;     /* of the event that came last; in a fold, of the one under way */
	uint64_t last_actor_id; /* who brought that event about; 0: nobody, or we are not told */
	int64_t last_exercise_ms, last_wall_ms; /* the latest of any event */
	struct view_clock clock;
	const Convene__V1__OverdueRule *overdue; /* staff only; NULL: none was declared */
	bool caught_up;
	bool people_known, presence_known; /* PeopleUpdate, a complete PresenceUpdate came */

	/* each owned, in the order in which they became known; where each lies, by id */
	struct view_person *people;
	size_t person_count, person_cap;
	struct id_map person_places;
	struct view_inject *injects;
	size_t inject_count, inject_cap;
	uint32_t inject_shifts; /* how often all of them were shifted, as far as we are told */
	struct view_thread *threads;
	size_t thread_count, thread_cap;
	struct id_map thread_places;
	struct view_message *messages;
	size_t message_count, message_cap;
	struct id_map message_places;
	struct view_decision *decisions;
	size_t decision_count, decision_cap;
	struct view_announcement *announcements;
	size_t announcement_count, announcement_cap;
	struct view_invite *invites;
	size_t invite_count, invite_cap;
	struct id_map invite_places;

	/* what the conduct of the exercise is about; likewise */
	struct view_story story;
	struct view_catalogue catalogue;
	struct view_case *cases;
	size_t case_count, case_cap;
	struct id_map case_places;
	struct view_request *requests;
	size_t request_count, request_cap;
	struct id_map request_places;
	struct view_milestone *milestones; /* those to which something has happened */
	size_t milestone_count, milestone_cap;
	struct view_switch *switches; /* likewise */
	size_t switch_count, switch_cap;
	struct view_item *queue; /* staff only: by the positions of their events */
	size_t queue_count, queue_cap;
	struct view_booking *bookings;
	size_t booking_count, booking_cap;
	struct id_map booking_places;
	struct view_questionnaire *questionnaires;
	size_t questionnaire_count, questionnaire_cap;
	struct view_welfare welfare;
	struct view_looks looks;
};

/* `language`: BCP 47, for view_text(); NULL for the original. */
struct view *view_new(const char *language);

/* The same with another limit of memory than the 512 MiB of view_new(). */
struct view *view_new_sized(const char *language, size_t budget_bytes);
void view_free(struct view *view); /* NULL is fine */

/* Takes in the next event; one that is known already (`mark`: mark.h) is passed over. `bytes`: the
 * event's own, as they are hashed; not kept. `envelope`: NULL where this viewer gets none. */
void view_event(struct view *view, uint64_t mark, const Convene__V1__Event *event,
    ProtobufCBinaryData bytes, const Convene__V1__Envelope *envelope);

/* The same with an event that stays as long as the view does. */
void view_take(struct view *view, uint64_t mark, const Convene__V1__Event *event,
    const Convene__V1__Envelope *envelope);

/* What comes beside the events: who the viewer is, that the past is told, names, presence, and how
 * it stands with the viewer's own call for welfare. */
void view_welcome(
    struct view *view, uint64_t participant_id, Convene__V1__Role role, const char *team_id);
void view_caught_up(struct view *view);
void view_people(struct view *view, const Convene__V1__PeopleUpdate *update);
void view_presence(struct view *view, const Convene__V1__PresenceUpdate *update);
void view_welfare_update(struct view *view, const Convene__V1__WelfareUpdate *update);

/* Whether something had no room: from that event on the view is not to be relied on. */
bool view_is_full(const struct view *view);

/* NULL when there is none. */
const struct view_person *view_person(const struct view *view, uint64_t id);
const struct view_inject *view_inject(const struct view *view, const char *id);
const struct view_thread *view_thread(const struct view *view, uint64_t id);
const struct view_message *view_message(const struct view *view, uint64_t id);
const struct view_invite *view_invite(const struct view *view, uint64_t id);
const Convene__V1__TeamCard *view_team(const struct view *view, const char *id);
const Convene__V1__EntityCard *view_entity(const struct view *view, const char *id);
const Convene__V1__Country *view_country(const struct view *view, const char *id);

/* Whether we are shown plans, notes and who did what: neither player nor observer. */
bool view_is_staff(const struct view *view);

/* The exercise's time at a moment of the server's wall clock (convene_server_ms()). */
int64_t view_exercise_ms(const struct view *view, int64_t server_ms);

/* The same moment in the story, "2031-08-18 09:30"; "" when the scenario has no story time. */
void view_story_text(const struct view *view, int64_t exercise_ms, char *out, size_t size);

/* A text in the viewer's language, else in the original; "" for NULL. */
const char *view_text(const struct view *view, const Convene__V1__Text *text);

/* "Anna Ruiz", or "a player" for whom we are told no name, "somebody" of whom nothing is known.
 * `out` may be returned. */
const char *view_name(const struct view *view, uint64_t participant_id, char out[32]);

/* Who joined before and is named only since the last names came, one after the other from `*at` 0
 * on, as the event that told of it, and its mark; `event` points to `joined`. False: there is
 * nobody more. */
bool view_next_late_join(const struct view *view, size_t *at, uint64_t *mark,
    Convene__V1__Event *event, Convene__V1__ParticipantJoined *joined);

/* "AL-NGO", "clinic", "control". */
const char *view_party(const Convene__V1__Party *party);

/* Whether this team is still to answer it: an answer is wanted, and it was not withdrawn. */
bool view_answer_open(const struct view_inject *inject, const char *team_id);

/* What it says now, and what an announcement says in the viewer's language. */
const char *view_message_text(const struct view_message *message);
const char *view_announced_text(const struct view *view, const Convene__V1__Announced *announced);

/* Whether we may put it right: it is ours, or staff wrote it in somebody's name, and so do we. */
bool view_may_correct(const struct view *view, const struct view_message *message);

/* Whether we wrote it, or what it says now, or our team did. */
bool view_is_mine(const struct view *view, const struct view_message *message);

/* Injects of our own and messages of others that we have not opened. */
size_t view_unread(const struct view *view);

#endif
