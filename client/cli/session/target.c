/*
 * In the order of how deliberate it is: what stands in the call, in the environment, in the
 * remembered sessions, what is typed when asked. A session that is gone on with is named, so that
 * nobody acts in the wrong exercise.
 */
#include "client/cli/session/target.h"

#include "client/cli/session/ask.h"
#include "client/cli/text/link_text.h"
#include "client/lib/convene.h"
#include "proto/reflect.h"

#include <openssl/crypto.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int take_code(struct join_link *target)
{
	const char *code = getenv("CONVENE_CODE");
	if (target->code[0] != '\0' || code == NULL || code[0] == '\0') {
		return CLI_OK;
	}
	if (!join_link_code(code, target->code)) {
		cli_complain("CONVENE_CODE is no join code: sixteen letters and digits are wanted");
		return CLI_USAGE;
	}
	return CLI_OK;
}

static int ask_code(struct join_link *target)
{
	char code[128];
	if (!ask_secret("Join code (not shown): ", code, sizeof(code))) {
		cli_complain("the link has no join code and no earlier session is known: set "
		             "CONVENE_CODE, or use the whole link");
		return CLI_USAGE;
	}
	bool good = join_link_code(code, target->code);
	OPENSSL_cleanse(code, sizeof(code));
	if (!good) {
		cli_complain("that is no join code: sixteen letters and digits are wanted");
		return CLI_USAGE;
	}
	return CLI_OK;
}

static int from_link(const char *text, struct join_link *target, struct stored_session *stored,
    bool *has_stored, const char *name)
{
	char why[256], link[1024];
	snprintf(link, sizeof(link), "%s", text);
	link_text_trim(link);
	int parsed = join_link_parse(link, target, why, sizeof(why));
	OPENSSL_cleanse(link, sizeof(link));
	if (parsed != 0) {
		cli_complain("%s", why);
		return CLI_USAGE;
	}
	if (take_code(target) != CLI_OK) {
		return CLI_USAGE;
	}
	*has_stored = session_store_find(target, name, stored, why, sizeof(why)) == 0;
	if (!*has_stored && target->code[0] == '\0') {
		return ask_code(target);
	}
	return CLI_OK;
}

/* Says which session it goes on with; another link may be given instead. */
static bool another_link(const struct stored_session *stored, char *text, size_t size)
{
	char question[800];
	snprintf(question, sizeof(question),
	    "Going on as %s%s%s%s in %s at %s.\nPress Enter, or paste another link (not shown): ",
	    stored->name[0] != '\0' ? stored->name : "before", stored->part[0] != '\0' ? " (" : "",
	    stored->part, stored->part[0] != '\0' ? ")" : "", stored->link.exercise,
	    stored->link.host);
	return ask_link(question, text, size) && text[0] != '\0';
}

/* No link was given: the last session, or a link from the terminal. */
static int without_link(const struct session_options *options, struct join_link *target,
    struct stored_session *stored, bool *has_stored, const char *name)
{
	char why[256], text[1024];
	if (!options->fresh && session_store_current(stored, why, sizeof(why)) == 0 &&
	    (name[0] == '\0' || strcmp(name, stored->name) == 0 ||
	        session_store_find(&stored->link, name, stored, why, sizeof(why)) == 0)) {
		if (!options->greets || !another_link(stored, text, sizeof(text))) {
			*target = stored->link;
			*has_stored = true;
			return CLI_OK;
		}
	} else if (!ask_link("Join link (not shown): ", text, sizeof(text)) || text[0] == '\0') {
		cli_complain("no exercise: give --link, set CONVENE_LINK, or run `convene join` "
		             "first");
		return CLI_USAGE;
	}
	int status = from_link(text, target, stored, has_stored, name);
	OPENSSL_cleanse(text, sizeof(text));
	return status;
}

int target_find(const struct session_options *options, struct join_link *target,
    struct stored_session *stored, bool *has_stored, char name[104])
{
	const char *given = options->name != NULL ? options->name : getenv("CONVENE_NAME");
	const char *link = options->link != NULL ? options->link : getenv("CONVENE_LINK");
	if (given == NULL) {
		given = "";
	}
	if (strlen(given) > 100 || strpbrk(given, "\r\n\t\x1b") != NULL) {
		cli_complain("a name has at most 100 bytes and stands on one line");
		return CLI_USAGE;
	}
	int status;
	*has_stored = false;
	if (link != NULL && link[0] != '\0' && !(options->fresh && options->link == NULL)) {
		status = from_link(link, target, stored, has_stored, given);
	} else {
		status = without_link(options, target, stored, has_stored, given);
	}
	if (status == CLI_OK) {
		snprintf(name, 104, "%s", given[0] == '\0' && *has_stored ? stored->name : given);
	}
	return status;
}

void target_remember(const struct convene *client, const struct join_link *target,
    const char *code_hash, const char *name)
{
	struct stored_session stored = {.link = *target, .token_len = 0};
	const uint8_t *token;
	size_t len = convene_resume_token(client, &token);
	if (len == 0 || len > sizeof(stored.token)) {
		return;
	}
	if (target->code[0] != '\0') {
		session_store_code_hash(target->code, stored.code_hash);
	} else {
		snprintf(stored.code_hash, sizeof(stored.code_hash), "%s", code_hash);
	}
	snprintf(stored.name, sizeof(stored.name), "%s", name);
	snprintf(stored.part, sizeof(stored.part), "%s%s%.60s",
	    REFLECT_WORD(role, convene_role(client)), convene_team_id(client)[0] != '\0' ? " " : "",
	    convene_team_id(client));
	stored.participant_id = convene_participant_id(client);
	memcpy(stored.token, token, len);
	stored.token_len = len;
	char why[512];
	if (session_store_save(&stored, why, sizeof(why)) != 0) {
		cli_complain("the session cannot be remembered: %s", why);
	}
	OPENSSL_cleanse(&stored, sizeof(stored));
}

void target_recall_looks(const struct join_link *target, uint64_t participant_id, struct view *view)
{
	FILE *file = session_store_open_looks(target, participant_id);
	char line[128];
	if (file == NULL) {
		return;
	}
	while (fgets(line, sizeof(line), file) != NULL) {
		view_look_read(view, line);
	}
	fclose(file);
}

void target_keep_looks(const struct join_link *target, uint64_t participant_id, struct view *view)
{
	int lock = session_store_lock();
	struct buf text = {0};
	/* another window of the same person has looked at other things */
	target_recall_looks(target, participant_id, view);
	view_looks_write(view, &text);
	buf_append_byte(&text, '\0');
	char why[512];
	session_store_save_looks(target, participant_id, (const char *)text.data, why, sizeof(why));
	buf_deinit(&text);
	if (lock >= 0) {
		close(lock);
	}
}
