/*
 * One connection and what waits for it. Whoever waits runs the driver until a flag is up, and the
 * flags are put up by events alone: an answer is known by its tag, and one that nobody waits for
 * any longer changes nothing. What an answer says is copied, as the frame it came in is gone when
 * the wait ends.
 */
#include "client/cli/session/session.h"

#include "client/cli/session/ask.h"
#include "client/cli/session/target.h"
#include "client/lib/driver.h"
#include "client/lib/fold.h"
#include "proto/complaint.h"
#include "proto/guard.h"
#include "proto/xalloc.h"

#include <openssl/crypto.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* A person wants to know within two seconds that nothing answers. */
#define NOTHING_YET_MS 1500

int session_exit_code(Convene__V1__ErrorCode code)
{
	switch (code) {
	case CONVENE__V1__ERROR_CODE__ERROR_CODE_WARNED:
		return CLI_WARNED;
	case CONVENE__V1__ERROR_CODE__ERROR_CODE_NOT_PERMITTED:
	case CONVENE__V1__ERROR_CODE__ERROR_CODE_BAD_CREDENTIAL:
	case CONVENE__V1__ERROR_CODE__ERROR_CODE_REMOVED:
	case CONVENE__V1__ERROR_CODE__ERROR_CODE_NO_SUCH_EXERCISE:
	case CONVENE__V1__ERROR_CODE__ERROR_CODE_NAME_REQUIRED:
	case CONVENE__V1__ERROR_CODE__ERROR_CODE_THROTTLED:
	case CONVENE__V1__ERROR_CODE__ERROR_CODE_OTHER_HISTORY:
		return CLI_DENIED;
	default:
		return CLI_REFUSED;
	}
}

int session_parse_link(const struct command *command, const struct option *options, int argc,
    char **argv, struct session_options *connection)
{
	struct operands operands;
	int status = options_parse(command, options, argc, argv, &operands);
	if (status < 0 && operands.count > 1) {
		return options_usage(command, "one join link is enough");
	}
	if (status < 0 && operands.count == 1) {
		connection->link = operands.values[0];
	}
	return status;
}

/* --- events --- */

static void on_stopped(struct session *session, const struct convene_loss *loss)
{
	session->ended = true;
	complaint(session->error_text, sizeof(session->error_text), "%s", loss->text);
	session->error = loss->code;
	session->other_history = loss->reason == CONVENE_REASON_OTHER_HISTORY;
	bool refused =
	    loss->reason == CONVENE_REASON_SERVER || loss->reason == CONVENE_REASON_OTHER_HISTORY;
	session->exit = refused                               ? session_exit_code(loss->code)
	                : loss->reason == CONVENE_REASON_FULL ? CLI_LOCAL
	                                                      : CLI_UNREACHABLE;
}

/* A copy that outlives the frame; NULL when it cannot be read. */
static const void *keep(struct session *session, const ProtobufCMessage *message)
{
	size_t len = protobuf_c_message_get_packed_size(message);
	uint8_t *bytes = xcalloc(1, len + 1);
	if (session->kept == NULL) {
		session->kept = arena_new((size_t)64 * 1024 * 1024);
	}
	protobuf_c_message_pack(message, bytes);
	struct guard_error error;
	const void *kept = guard_decode(message->descriptor, bytes, len, session->kept, &error);
	free(bytes);
	return kept;
}

static void forget(struct session *session)
{
	session->refusal = NULL;
	session->reply = NULL;
	if (session->kept != NULL) {
		arena_reset(session->kept);
	}
}

static void on_reply(struct session *session, const Convene__V1__QueryResult *reply)
{
	if (reply->id != session->query_id || session->query_id == 0) {
		return;
	}
	session->reply = keep(session, &reply->base);
	session->answered = true;
}

void session_answered(struct session *session, const Convene__V1__Error *error)
{
	session->answered = true;
	session->error = 0;
	if (error == NULL) {
		return;
	}
	session->error =
	    error->code != 0 ? error->code : CONVENE__V1__ERROR_CODE__ERROR_CODE_INTERNAL;
	complaint(session->error_text, sizeof(session->error_text), "%s", error->message);
}

static void on_result(struct session *session, const struct convene_result *answer)
{
	const Convene__V1__CommandResult *result = answer->result;
	if (answer->tag != session->tag || answer->tag == 0) {
		return;
	}
	session_answered(session, result->error);
	session->object_id = result->object_id;
	session->unchanged = result->unchanged;
	snprintf(session->join_code, sizeof(session->join_code), "%s", result->join_code);
	if (result->error == NULL) {
		return;
	}
	session->refusal = keep(session, &result->error->base);
	session->current_revision = result->error->current_revision;
}

/* Somebody who waits is told what is wrong when it happens, not when patience is over. */
static void on_offline(struct session *session, const char *text)
{
	complaint(session->error_text, sizeof(session->error_text), "%s", text);
	if (!session->waiting || !session->tells || strcmp(session->told, text) == 0) {
		return;
	}
	complaint(session->told, sizeof(session->told), "%s", text);
	cli_complain("%s; trying again, for %d s in all", text, (int)(session->timeout_ms / 1000));
}

static void nothing_yet(void *context)
{
	struct session *session = context;
	uint64_t bytes = convene_stats(driver_peek(session->client))->bytes_in;
	session->patience = NULL;
	/* a long log takes long: as long as it comes it is no silence */
	if (session->welcomed && !session->caught_up && bytes != session->heard_bytes) {
		session->heard_bytes = bytes;
		session->patience =
		    driver_after(session->driver, NOTHING_YET_MS, nothing_yet, session);
	} else if (session->told[0] == '\0') {
		cli_complain("no answer from %s:%u yet; waiting for %d s in all",
		    session->stored.link.host, session->stored.link.port,
		    (int)(session->timeout_ms / 1000));
	}
}

/* Waits, and tells a person within two seconds that nothing comes. */
static bool wait_for(struct session *session, bool (*done)(void *context))
{
	session->waiting = true;
	session->heard_bytes = convene_stats(driver_peek(session->client))->bytes_in;
	session->told[0] = '\0';
	if (session->tells) {
		session->patience =
		    driver_after(session->driver, NOTHING_YET_MS, nothing_yet, session);
	}
	bool is_done = driver_wait(session->driver, done, session, session->timeout_ms);
	if (session->patience != NULL) {
		driver_cancel(session->patience);
	}
	session->patience = NULL;
	session->waiting = false;
	return is_done;
}

static void on_event(void *context, struct driver_client *client, const struct convene_event *event)
{
	struct session *session = context;
	switch (event->kind) {
	case CONVENE_WELCOME:
		session->welcomed = true;
		if (session->stored.link.host[0] != '\0') {
			target_remember(driver_peek(client), &session->stored.link,
			    session->stored.code_hash, session->stored.name);
		}
		if (session->view != NULL) {
			session_look_again(session);
		}
		break;
	case CONVENE_CAUGHT_UP:
		session->caught_up = true;
		break;
	case CONVENE_RESULT:
		on_result(session, &event->result);
		break;
	case CONVENE_ANSWER:
		on_reply(session, event->answer);
		break;
	case CONVENE_UPLOADED:
		session_answered(session, event->transfer.error);
		break;
	case CONVENE_OFFLINE:
		on_offline(session, event->loss.text);
		break;
	case CONVENE_STOPPED:
		on_stopped(session, &event->loss);
		break;
	default:
		break;
	}
	if (session->view != NULL) {
		view_apply(session->view, event);
	}
	if (session->observe != NULL) {
		session->observe(session->context, event);
	}
	/* half of what happened must not be shown as if it were all */
	if (session->view != NULL && view_is_full(session->view) &&
	    event->kind != CONVENE_STOPPED) {
		convene_stop(driver_convene(client), CONVENE_REASON_FULL,
		    "this exercise is larger than this program keeps in memory; `convene log "
		    "fetch` has the whole of it");
	}
}

void session_look(
    struct session *session, enum view_look_kind kind, uint64_t id, struct view_point through)
{
	if (view_looked(session->view, kind, id, through)) {
		return;
	}
	view_look(session->view, kind, id, through);
	target_keep_looks(&session->stored.link,
	    convene_participant_id(driver_peek(session->client)), session->view);
}

void session_look_again(struct session *session)
{
	uint64_t me = convene_participant_id(driver_peek(session->client));
	if (session_store_looks_changed(&session->stored.link, me, &session->looks)) {
		target_recall_looks(&session->stored.link, me, session->view);
	}
}

/* --- opening --- */

/* "en_GB.UTF-8" -> "en-GB"; NULL for none and for "C". */
static const char *locale_language(char out[32])
{
	const char *names[] = {"LC_ALL", "LC_MESSAGES", "LANG"};
	for (size_t i = 0; i < 3; i++) {
		const char *value = getenv(names[i]);
		if (value == NULL || value[0] == '\0') {
			continue;
		}
		size_t len = strcspn(value, ".@");
		if (len < 2 || len > 30 || strncmp(value, "C", len) == 0 ||
		    strncmp(value, "POSIX", len) == 0) {
			return NULL;
		}
		memcpy(out, value, len);
		out[len] = '\0';
		for (char *c = out; *c != '\0'; c++) {
			*c = *c == '_' ? '-' : *c;
		}
		return out;
	}
	return NULL;
}

static bool is_welcomed(void *context)
{
	const struct session *session = context;
	return session->welcomed || session->ended;
}

static bool is_caught_up(void *context)
{
	const struct session *session = context;
	return session->caught_up || session->ended;
}

bool session_is_answered(void *context)
{
	const struct session *session = context;
	return session->answered || session->ended;
}

/* A wait is over: what came of it. */
int session_outcome(struct session *session, bool done)
{
	if (session->ended) {
		if (session->error == CONVENE__V1__ERROR_CODE__ERROR_CODE_BAD_CREDENTIAL &&
		    session->used_token && !session->other_history) {
			cli_complain("the server does not know this session any more (%s): join "
			             "again with a link",
			    session->error_text);
		} else if (session->other_history) {
			cli_complain("%s: `convene join --new` begins anew, with your link",
			    session->error_text);
		} else if (session->error == CONVENE__V1__ERROR_CODE__ERROR_CODE_NAME_REQUIRED) {
			cli_complain("a name is needed: give it with --name or in $CONVENE_NAME");
		} else {
			cli_complain("%s", session->error_text);
		}
		return session->exit;
	}
	if (!done) {
		cli_complain("no answer from %s:%u%s%s", session->stored.link.host,
		    session->stored.link.port, session->error_text[0] != '\0' ? ": " : "",
		    session->error_text);
		return CLI_UNREACHABLE;
	}
	return CLI_OK;
}

/* False: the person went away. */
static bool ask_name(struct session *session)
{
	char *name = session->stored.name;
	while (ask_line("Your name in the exercise: ", name, 100)) {
		if (name[strspn(name, " \t")] != '\0') {
			return true;
		}
		ask_show("Nobody is known without a name: write the one that the others are to "
		         "see. Ctrl-C leaves.\n");
	}
	name[0] = '\0';
	return false;
}

static int log_in(struct session *session, const struct join_link *target,
    const struct session_options *options, enum session_events events)
{
	char language[32];
	struct convene_options client = {.name = session->stored.name,
	    .language = options->language != NULL ? options->language : locale_language(language),
	    .client = "convene " CONVENE_VERSION,
	    .without_events = events == SESSION_WITHOUT_EVENTS};
	if (session->has_stored) {
		client.resume_token = session->stored.token;
		client.resume_token_len = session->stored.token_len;
	}
	session->used_token = session->has_stored;
	session->welcomed = session->ended = false;
	session->error_text[0] = '\0';
	session->client = driver_add(session->driver, target, &client, on_event, session);
	if (session->client == NULL) {
		cli_complain("the link has no join code");
		return CLI_USAGE;
	}
	if (events != SESSION_WITHOUT_EVENTS) {
		session->view = view_new(client.language);
	}
	bool done = wait_for(session, is_welcomed);
	if (session->ended && session->error == CONVENE__V1__ERROR_CODE__ERROR_CODE_NAME_REQUIRED &&
	    session->stored.name[0] == '\0' && ask_name(session)) {
		driver_remove(session->client);
		view_free(session->view);
		session->view = NULL;
		return log_in(session, target, options, events);
	}
	return session_outcome(session, done);
}

int session_open(
    struct session *session, const struct session_options *options, enum session_events events)
{
	char why[256], name[104] = "";
	session->timeout_ms = options->timeout_ms > 0 ? options->timeout_ms : SESSION_TIMEOUT_MS;
	session->tells = isatty(STDERR_FILENO) != 0;
	struct join_link target;
	int status = target_find(options, &target, &session->stored, &session->has_stored, name);
	if (status != CLI_OK) {
		return status;
	}
	snprintf(session->stored.name, sizeof(session->stored.name), "%s", name);
	session->stored.link = target;
	session->driver = driver_new(0, why, sizeof(why));
	if (session->driver == NULL) {
		cli_complain("%s", why);
		return CLI_LOCAL;
	}
	status = log_in(session, &target, options, events);
	if (status == CLI_OK && events == SESSION_CAUGHT_UP) {
		status = session_outcome(session, wait_for(session, is_caught_up));
	}
	if (status != CLI_OK) {
		session_close(session);
	}
	return status;
}

void session_close(struct session *session)
{
	driver_free(session->driver);
	view_free(session->view);
	session->driver = NULL;
	session->client = NULL;
	session->view = NULL;
	arena_free(session->kept);
	session->kept = NULL;
	forget(session);
	OPENSSL_cleanse(&session->stored, sizeof(session->stored));
}

/* --- commands --- */

int session_try(struct session *session, Convene__V1__Command *command)
{
	struct convene *client = driver_convene(session->client);
	session->answered = false;
	forget(session);
	session->sent = command->body_case;
	int error = convene_send(client, command, ++session->tag, NULL);
	if (error != 0) {
		cli_complain("%s", convene_error_text(error));
		return CLI_REFUSED;
	}
	int status = session_outcome(session, wait_for(session, session_is_answered));
	if (status == CLI_OK && session->error != 0) {
		status = session_exit_code(session->error);
	}
	return status;
}

int session_command(struct session *session, Convene__V1__Command *command)
{
	int status = session_try(session, command);
	if (status != CLI_OK && !session->ended && session->answered) {
		cli_complain("%s", session->error_text);
	}
	return status;
}

const Convene__V1__QueryResult *session_query(
    struct session *session, Convene__V1__Query *query, int *status)
{
	session->answered = false;
	forget(session);
	query->id = ++session->query_id;
	int error = convene_query(driver_convene(session->client), query);
	if (error != 0) {
		cli_complain("%s", convene_error_text(error));
		*status = CLI_UNREACHABLE;
		return NULL;
	}
	*status = session_outcome(session, wait_for(session, session_is_answered));
	session->query_id += 1; /* one that comes too late is nobody's */
	if (*status == CLI_OK && session->reply == NULL) {
		*status = CLI_LOCAL;
	}
	if (*status != CLI_OK) {
		return NULL;
	}
	if (session->reply->error != NULL) {
		cli_complain("%s", session->reply->error->message);
		*status = session_exit_code(session->reply->error->code);
		return NULL;
	}
	return session->reply;
}

int64_t session_exercise_ms(const struct session *session)
{
	return view_exercise_ms(session->view,
	    convene_server_ms(driver_peek(session->client), driver_now_ms(session->driver)));
}
