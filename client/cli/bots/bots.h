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
#include "client/lib/timer_queue.h"
#include "client/lib/view.h"

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
	TASK_REPLY,   /* a player, for the team */
	TASK_VOICE,   /* a simulator, in an entity's name */
	TASK_RELEASE, /* the controller */
};

struct task {
	struct timer_entry due; /* exercise time */
	struct bot *bot;        /* borrowed: outlives the task */
	enum task_kind kind;
	char *inject_id; /* owned; NULL: none */
	uint64_t thread_id, message_id;
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
	uint64_t injects_delivered, injects_read, injects_answered, messages;
	uint64_t refusals;
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

/* Sends a command in the bot's name. */
void bot_send(struct bot *bot, Convene__V1__Command *command);

/* A task for the bot between `least_ms` and `most_ms` of exercise time from now. */
struct task *bot_plan(struct bot *bot, enum task_kind kind, int64_t least_ms, int64_t most_ms);

/* links.c: reads the file with the links; fills in list, source and controller. Returns an exit
 * code. */
int links_read(struct bots *bots, const char *path);

/* crowd.c: adds everybody to the driver. False with a complaint. */
bool crowd_connect(struct bots *bots);

/* tasks.c: sets the timer for the next task, after the clock or the tasks have changed. */
void tasks_wake(struct bots *bots);
void tasks_clear(struct bots *bots);

/* player.c, simulator.c: what an event gives the bot to do, and doing it. */
void player_event(struct bot *bot, const Convene__V1__Event *event);
void player_do(struct bot *bot, const struct task *task);
void simulator_event(struct bot *bot, const Convene__V1__Event *event);
void simulator_do(struct bot *bot, const struct task *task);

/* controller.c: likewise; and the course of the whole. */
void controller_event(struct bot *bot, const Convene__V1__Event *event);
void controller_do(struct bot *bot, const struct task *task);
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
const char *phrase_entity_reply(struct bot *bot);
void phrase_name(const struct bots *bots, size_t number, char *out, size_t size);

#endif
