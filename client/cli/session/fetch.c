#include "client/cli/session/fetch.h"

#include "client/lib/driver.h"

#include <stdio.h>

int fetch_begin(struct fetch *fetch, const char *path, bool replace)
{
	char why[512];
	*fetch = (struct fetch){.kept = path != NULL};
	if (path != NULL &&
	    !new_file_open(&fetch->file, path, replace ? NEW_FILE_REPLACES : 0, why, sizeof(why))) {
		cli_complain("%s", why);
		return CLI_LOCAL;
	}
	fetch->verifier = record_verifier_new(NULL);
	if (fetch->verifier == NULL) {
		cli_complain("the cryptographic library does not work");
		if (fetch->kept) {
			new_file_drop(&fetch->file);
		}
		return CLI_LOCAL;
	}
	return CLI_OK;
}

void fetch_bytes(struct fetch *fetch, const void *bytes, size_t len)
{
	record_verifier_feed(fetch->verifier, bytes, len);
	if (fetch->kept) {
		fwrite(bytes, 1, len, fetch->file.stream); /* what fails is found at the end */
	}
}

int fetch_end(struct fetch *fetch, bool whole, struct record_verdict *verdict)
{
	*verdict = *record_verifier_finish(fetch->verifier);
	record_verifier_free(fetch->verifier);
	if (!whole || !verdict->ok) {
		if (fetch->kept) {
			new_file_drop(&fetch->file);
		}
		return CLI_REFUSED;
	}
	char why[512];
	if (fetch->kept && !new_file_keep(&fetch->file, why, sizeof(why))) {
		cli_complain("%s", why);
		return CLI_LOCAL;
	}
	return CLI_OK;
}

struct fetching {
	struct session *session; /* borrowed: outlives it */
	struct fetch fetch;
	bool whole;
};

static void observe(void *context, const struct convene_event *event)
{
	struct fetching *fetching = context;
	if (event->kind != CONVENE_RECORD) {
		return;
	}
	if (event->record.error != NULL) {
		session_answered(fetching->session, event->record.error);
		return;
	}
	fetch_bytes(&fetching->fetch, event->record.data, event->record.len);
	if (event->record.last) {
		fetching->whole = true;
		session_answered(fetching->session, NULL);
	}
}

int fetch_record(struct session *session, const char *team_id, const char *path, bool replace,
    struct record_verdict *verdict)
{
	struct fetching fetching = {.session = session};
	int status = fetch_begin(&fetching.fetch, path, replace);
	if (status != CLI_OK) {
		return status;
	}
	session->observe = observe;
	session->context = &fetching;
	session->answered = false;
	session->error = 0;
	convene_fetch_record(driver_convene(session->client), team_id);
	/* a long record takes long: as long as it goes on, there is no limit */
	while (status == CLI_OK && !session->answered && !session->ended) {
		uint64_t before = convene_stats(driver_peek(session->client))->bytes_in;
		bool done =
		    driver_wait(session->driver, session_is_answered, session, session->timeout_ms);
		if (!done && convene_stats(driver_peek(session->client))->bytes_in == before) {
			status = session_outcome(session, false);
		}
	}
	session->observe = NULL;
	if (status == CLI_OK) {
		status = session_outcome(session, true);
	}
	if (status == CLI_OK && session->error != 0) {
		cli_complain("%s", session->error_text);
		status = session_exit_code(session->error);
		/* there is no verdict to be shown */
		if (status == CLI_REFUSED) {
			status = CLI_DENIED;
		}
	}
	int end = fetch_end(&fetching.fetch, fetching.whole, verdict);
	return status != CLI_OK ? status : end;
}
