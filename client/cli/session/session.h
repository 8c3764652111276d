/*
 * A subcommand's connection: finds out which exercise, as whom and with which secret (argument,
 * environment, remembered session, question on the terminal), connects, and carries out one command
 * after another, waiting for each. One thread. Owns driver and client. What fails is said on stderr
 * and returned as an exit code (cli.h).
 *
 *     session_open()      Welcome             the log is there
 *     ------------------+---------> welcomed -----------------> caught_up
 *                       |              |                           |
 *                       '--------------+---------------------------'
 *                                      | CONVENE_STOPPED: `exit` says why
 *                                      v
 *                                    ended
 *
 * A connection that is lost changes nothing here: it is opened again (convene.h), and whoever waits
 * for an answer waits on.
 */
#ifndef CONVENE_SESSION_SESSION_H
#define CONVENE_SESSION_SESSION_H

#include "client/cli/session/session_options.h"
#include "client/lib/convene.h"
#include "client/lib/session_store.h"
#include "proto/model/view.h"

enum session_events {
	SESSION_WITHOUT_EVENTS, /* for commands that only send */
	SESSION_WITH_EVENTS,    /* the whole log, folded into `view` as it comes */
	SESSION_CAUGHT_UP,      /* the same, and all of it up to now is there */
};

struct session {
	struct driver *driver;        /* owned */
	struct driver_client *client; /* owned by the driver */
	struct view *view;            /* owned; NULL without events */
	struct stored_session stored;
	struct session_stamp looks; /* what was looked at, as it was read last */
	bool has_stored, used_token;
	int64_t timeout_ms;
	bool tells;           /* a person is there: what is waited for, and why in vain, is said */
	bool waiting;         /* for a first connection, the log, or an answer */
	uint64_t heard_bytes; /* by then, when it was last looked */
	char told[512];       /* as it was said last */
	struct driver_timer *patience; /* until nothing at all is told; NULL: it is over */

	/* state of waiting */
	bool welcomed, caught_up, ended;
	int exit;           /* why it ended */
	bool other_history; /* and that: the exercise was put back to a time before what was seen */
	bool answered;      /* to the command or transfer that is waited for */
	uint64_t tag;
	Convene__V1__Command__BodyCase sent; /* the last command */
	uint64_t object_id;
	bool unchanged;
	char join_code[64];
	Convene__V1__ErrorCode error;
	uint32_t current_revision;
	char error_text[1024];
	struct arena *kept;                    /* owned; NULL: nothing is kept */
	const Convene__V1__Error *refusal;     /* in `kept`: the whole of it; NULL: not refused */
	const Convene__V1__QueryResult *reply; /* in `kept`: to the query that is waited for */
	uint64_t query_id;

	/* Called for each event after the session has dealt with it; may be NULL. */
	void (*observe)(void *context, const struct convene_event *event);
	void *context; /* borrowed: outlives the session */
};

/* As options_parse(), for a command whose only operand is "[LINK]": puts it into `connection`. */
int session_parse_link(const struct command *command, const struct option *options, int argc,
    char **argv, struct session_options *connection);

/* Connects and waits for Welcome, and for the log where it is to be there. Returns CLI_OK, or the
 * exit code with everything undone. */
int session_open(
    struct session *session, const struct session_options *options, enum session_events events);
void session_close(struct session *session);

/* The person has looked at this (proto/model/look.h), and is not told of it again, next time
 * either. */
void session_look(
    struct session *session, enum view_look_kind kind, uint64_t id, struct view_point through);

/* What was looked at meanwhile by other programs of the same person is in the view. */
void session_look_again(struct session *session);

/* Exercise time now, as far as the view knows. */
int64_t session_exercise_ms(const struct session *session);

/* Sends a command and waits for the answer; a refusal is printed. */
int session_command(struct session *session, Convene__V1__Command *command);

/* The same, but a refusal is left in session->error and error_text. */
int session_try(struct session *session, Convene__V1__Command *command);

/* Asks and waits for the answer, which lives until the next question or command; NULL with what is
 * wrong said, and `*status` the exit code. */
const Convene__V1__QueryResult *session_query(
    struct session *session, Convene__V1__Query *query, int *status);

/* The exit code that fits a refusal. */
int session_exit_code(Convene__V1__ErrorCode code);

/* What came of a wait: CLI_OK, or the exit code with the reason said. */
int session_outcome(struct session *session, bool done);

/* What is waited for is done, for NULL, or refused: session->error and error_text say why. */
void session_answered(struct session *session, const Convene__V1__Error *error);

/* For driver_wait(): the command or transfer is answered, or nothing more will come. */
bool session_is_answered(void *session);

#endif
