/*
 * Simulated players: many clients in one process that take part as people would. Shared by the
 * files of this folder. One thread. Owns driver, clients, tasks and the world.
 *
 * The world is the view (lib/view.h) of one member of staff, who sees everything. A bot acts only
 * on what its own connection brought it; the world tells it what has become of that meanwhile, so
 * that nobody answers what was answered already. Everything is paced in exercise time: a task is
 * due at an exercise time and waits while the clock stands.
 */
#ifndef CONVENE_BOTS_BOTS_H
#define CONVENE_BOTS_BOTS_H

#include "client/cli/fetch.h"
#include "client/cli/options.h"
#include "client/lib/driver.h"
#include "client/lib/fold.h"
#include "client/lib/timer_queue.h"

struct bots_options {
	const char *links; /* borrowed: argv; file with a line "ROLE TEAM LINK" for each role */
	const char *rate;  /* borrowed: argv; factor, as written */
	uint32_t rate_permille;
	uint64_t players; /* clients for each player link */
	uint64_t seed;
	bool once;
	int64_t limit_ms; /* wall time; 0: worked out from the scenario */
};

struct bot {
	struct bots *bots;            /* borrowed: outlives the bot */
	struct driver_client *client; /* owned by the driver */
	struct join_link link;
	Convene__V1__Role role;
	char team_id[64];
	unsigned index, of; /* among the simulated players of the team */
	uint64_t random;    /* state of its own generator */
	char name[96];
	bool caught_up;
};

enum task_kind {
	TASK_READ_INJECT,
	TASK_ANSWER,
	TASK_ASK_ENTITY, /* opens a thread with whoever sent the inject */
	TASK_ASK_TEAM,   /* opens a thread with another team about it */
	TASK_DECIDE,
	TASK_READ_MESSAGE,
	TASK_REPLY,            /* a player, for the team */
	TASK_EXPECTED,         /* what the scenario expects, or the natural mistake */
	TASK_OPEN_CASE,        /* for somebody whom they have met */
	TASK_CASEWORK,         /* the next thing in a case */
	TASK_RETRY,            /* an act on which they have thought again */
	TASK_ANSWER_REFERRAL,  /* a player, for the team; as the next four */
	TASK_ACKNOWLEDGE,      /* a request */
	TASK_ANSWER_REQUEST,   /* answers it, refuses it or sends it back */
	TASK_MEND_REQUEST,     /* one that came back */
	TASK_SEND_DRAFT,       /* a request that was written before */
	TASK_WITHDRAW_CONSENT, /* the person has said so */
	TASK_FREE_INTERPRETER, /* who is done */
	TASK_QUESTIONNAIRE,    /* a player */
	TASK_SERVE,            /* a simulator looks into the queue */
	TASK_ANSWER_ITEM,      /* a simulator answers what they have claimed */
	TASK_RELEASE,          /* the controller; as all that follow */
	TASK_CHOOSE,           /* among alternatives */
	TASK_SET_MILESTONE,
	TASK_TURN_SWITCH,
	TASK_OPEN_QUESTIONS,
	TASK_CLOSE_QUESTIONS,
	TASK_RELEASE_RESULT,
};

struct task {
	struct timer_entry due; /* exercise time */
	struct bot *bot;        /* borrowed: outlives the task */
	enum task_kind kind;
	char *inject_id; /* owned; NULL: none; of a questionnaire where it is about one */
	uint64_t thread_id, message_id;
	uint64_t id;                           /* case, request, booking, consent, item */
	const Convene__V1__CasePerson *person; /* borrowed: the world's; NULL: nobody */
	const Convene__V1__Pattern *pattern;   /* borrowed: the world's; NULL: none */
	bool mistake;                          /* the pattern is the mistake */
	unsigned tries;
	struct attempt *attempt; /* owned; NULL: none */
};

/* A command that may be warned of, kept until it is answered or thought over. */
struct attempt {
	struct attempt *next; /* owned: the rest of the list */
	uint64_t number;
	uint8_t *packed; /* owned */
	size_t len;
	unsigned thoughts; /* times that it was thought over */
};

/* What is in the log, for the summary. */
struct bots_tally {
	uint64_t injects_delivered, injects_read, injects_answered, messages;
	uint64_t cases, requests, disclosures, flags, milestones;
	uint64_t questionnaires_answered, queue_answered;
};

/* What was refused, by its words. */
#define REFUSAL_KINDS_MAX 32
struct refusal_kind {
	char text[160]; /* numbers are left out */
	uint64_t count;
};

struct bots {
	struct bots_options options;
	struct driver *driver; /* owned */
	struct bot *list;      /* owned */
	size_t count, caught_up;
	struct bot *source;        /* borrowed: in `list`; whose view the world is */
	struct bot *controller;    /* borrowed: in `list`; NULL: nobody steers */
	struct view *world;        /* owned */
	struct timer_queue tasks;  /* owned, with its tasks */
	struct driver_timer *wake; /* borrowed: the driver's, until the next task; NULL: none */
	/* Borrowed: the driver's; looks whether it is time for ENDEX. NULL: not yet. */
	struct driver_timer *ending;
	bool started, end_sent, fetching, finished;
	int exit;
	int64_t begun_ms;
	int quarter; /* of the exercise that was last told */
	struct bots_tally tally;
	uint64_t refusals, too_late;
	struct refusal_kind refusal_kinds[REFUSAL_KINDS_MAX];
	size_t refusal_kind_count;
	struct attempt *attempts; /* owned list: sent, not answered */
	uint64_t attempt_count;
	uint64_t *opening; /* owned: team and person for whom a case was opened, as a number */
	size_t opening_count, opening_cap;
	uint64_t fetch_seq; /* the record must reach at least so far */
	struct fetch fetch;
	struct record_verdict verdict;
};

/* Ends everything with this exit code, once the present turn is over. */
void bots_finish(struct bots *bots, int status);
void bots_fail(struct bots *bots, int status, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Exercise time now. */
int64_t bots_exercise_ms(const struct bots *bots);

/* The bot's next number below `below`. */
uint64_t bot_random(struct bot *bot, uint64_t below);

/* A number that is the same for every bot: of a text and the seed. */
uint64_t bots_hash(const struct bots *bots, const char *text);

/* True in so many of a hundred cases. */
bool bot_chance(struct bot *bot, unsigned percent);

/* Whether the matter is this bot's among the simulated players of its team. */
bool bot_is_mine(const struct bot *bot, const char *matter);
bool bot_is_mine_by_number(const struct bot *bot, uint64_t matter);

/* The card of the bot's team; NULL for staff. */
const Convene__V1__TeamCard *bot_team(const struct bot *bot);

/* Sends a command in the bot's name. */
void bot_send(struct bot *bot, Convene__V1__Command *command);

/* A command, in the scope of whoever sends it: `command`, with `body` in it. */
#define BOT_COMMAND(TYPE, Type, member)                                                            \
	Convene__V1__##Type body = CONVENE__V1__##TYPE##__INIT;                                    \
	Convene__V1__Command command = CONVENE__V1__COMMAND__INIT;                                 \
	command.body_case = CONVENE__V1__COMMAND__BODY_##TYPE;                                     \
	command.member = &body

/* Text that goes into a message which is packed and never written to. */
static inline char *said(const char *text)
{
	return (char *)(uintptr_t)text;
}

/* A task for the bot between `least_ms` and `most_ms` of exercise time from now. */
struct task *bot_plan(struct bot *bot, enum task_kind kind, int64_t least_ms, int64_t most_ms);

/* links.c: reads the file with the links; fills in list, source and controller. Returns an exit
 * code. */
int links_read(struct bots *bots, const char *path);

/* crowd.c: adds everybody to the driver. False with a complaint. */
bool crowd_connect(struct bots *bots);
/* Who of the team sees to the matter; NULL: no simulated player is in the team. */
struct bot *crowd_player(struct bots *bots, const char *team_id, const char *matter);

/* tasks.c: sets the timer for the next task, after the clock or the tasks have changed. */
void tasks_wake(struct bots *bots);
void tasks_clear(struct bots *bots);

/* tally.c: what is in the log, and what was refused; printed at the end. `queue_before`: what
 * waited for the SimCell before the event. */
void tally_event(struct bots *bots, const Convene__V1__Event *event, size_t queue_before);
void tally_refusal(struct bots *bots, const struct bot *bot, const char *message);
void tally_print(const struct bots *bots);

/* attempts.c: as bot_send(), for what may be warned of. */
void attempt_send(struct bot *bot, Convene__V1__Command *command);
/* True when the answer was a warning, and is dealt with. */
bool attempt_result(struct bot *bot, const struct convene_result *result);
void attempt_retry(struct bot *bot, struct attempt *attempt);
void attempts_free(struct attempt *list);

/* player.c, simcell.c: what an event gives the bot to do, and doing it. */
void player_event(struct bot *bot, const Convene__V1__Event *event);
void player_do(struct bot *bot, const struct task *task);
void simulator_event(struct bot *bot, const Convene__V1__Event *event);
void simulator_do(struct bot *bot, const struct task *task);

/* steering.c: likewise, the controller. */
void steering_event(struct bot *bot, const Convene__V1__Event *event);
void steering_do(struct bot *bot, const struct task *task);

/* controller.c: the course of the whole. */
void controller_everybody_is_in(struct bots *bots);
void controller_watch_for_the_end(struct bots *bots);
void controller_record(struct bots *bots, const struct convene_record *record);

/* phrases.c: what they write; to be freed. */
char *phrase_answer(struct bot *bot, const char *title);
char *phrase_question_to_entity(struct bot *bot, const char *title);
char *phrase_question_to_team(struct bot *bot, const char *title);
char *phrase_decision(struct bot *bot, const char *title);
const char *phrase_reason(struct bot *bot);
const char *phrase_reply(struct bot *bot);
const char *phrase_note(struct bot *bot);
const char *phrase_fact(struct bot *bot);
const char *phrase_entity_reply(struct bot *bot);
void phrase_name(const struct bots *bots, size_t number, char *out, size_t size);

#endif
