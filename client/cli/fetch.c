#include "client/cli/fetch.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

int fetch_begin(struct fetch *fetch, const char *path)
{
	int fd;

	*fetch = (struct fetch){.path = path};
	if (path != NULL) {
		snprintf(fetch->temporary, sizeof(fetch->temporary), "%.4096s.%ld.part", path,
		    (long)getpid());
		fd = open(fetch->temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
		fetch->file = fd >= 0 ? fdopen(fd, "we") : NULL;
		if (fetch->file == NULL) {
			cli_complain("cannot write \"%s\": %s", fetch->temporary, strerror(errno));
			if (fd >= 0)
				close(fd);
			return CLI_LOCAL;
		}
	}
	fetch->verifier = record_verifier_new(NULL);
	if (fetch->verifier == NULL) {
		cli_complain("the cryptographic library does not work");
		if (fetch->file != NULL) {
			fclose(fetch->file);
			unlink(fetch->temporary);
		}
		return CLI_LOCAL;
	}
	return CLI_OK;
}

void fetch_bytes(struct fetch *fetch, const void *bytes, size_t len)
{
	record_verifier_feed(fetch->verifier, bytes, len);
	if (fetch->file != NULL && fwrite(bytes, 1, len, fetch->file) != len)
		fetch->failed = true;
}

int fetch_end(struct fetch *fetch, bool whole, struct record_verdict *verdict)
{
	int status = CLI_OK;

	*verdict = *record_verifier_finish(fetch->verifier);
	record_verifier_free(fetch->verifier);
	if (!whole)
		status = CLI_REFUSED;
	else if (!verdict->ok)
		status = CLI_REFUSED;
	if (fetch->file == NULL)
		return status;
	if (fflush(fetch->file) != 0 || fsync(fileno(fetch->file)) != 0)
		fetch->failed = true;
	if (fclose(fetch->file) != 0)
		fetch->failed = true;
	if (status == CLI_OK && !fetch->failed && rename(fetch->temporary, fetch->path) == 0)
		return CLI_OK;
	if (status == CLI_OK) {
		cli_complain("cannot write \"%s\": %s", fetch->path, strerror(errno));
		status = CLI_LOCAL;
	}
	unlink(fetch->temporary);
	return status;
}

struct fetching {
	struct session *session; /* borrowed: outlives it */
	struct fetch fetch;
	bool whole;
};

static void observe(void *context, const struct convene_event *event)
{
	struct fetching *fetching = context;

	if (event->kind != CONVENE_RECORD)
		return;
	if (event->record.error != NULL) {
		fetching->session->answered = true;
		fetching->session->error = event->record.error->code;
		snprintf(fetching->session->error_text, sizeof(fetching->session->error_text), "%s",
		    event->record.error->message);
		return;
	}
	fetch_bytes(&fetching->fetch, event->record.data, event->record.len);
	if (event->record.last) {
		fetching->whole = true;
		fetching->session->answered = true;
	}
}

int fetch_record(struct session *session, const char *path, struct record_verdict *verdict)
{
	struct fetching fetching = {.session = session};
	int status = fetch_begin(&fetching.fetch, path), end;

	if (status != CLI_OK)
		return status;
	session->observe = observe;
	session->context = &fetching;
	session->answered = false;
	session->error = 0;
	convene_fetch_record(driver_convene(session->client));
	/* a long record takes long: as long as it goes on, there is no limit */
	while (status == CLI_OK && !session->answered && !session->ended) {
		uint64_t before = convene_stats(driver_peek(session->client))->bytes_in;
		bool done =
		    driver_wait(session->driver, session_is_answered, session, session->timeout_ms);

		if (!done && convene_stats(driver_peek(session->client))->bytes_in == before)
			status = session_outcome(session, false);
	}
	session->observe = NULL;
	if (status == CLI_OK)
		status = session_outcome(session, true);
	if (status == CLI_OK && session->error != 0) {
		cli_complain("%s", session->error_text);
		status = session_exit_code(session->error);
		/* there is no verdict to be shown */
		if (status == CLI_REFUSED)
			status = CLI_DENIED;
	}
	end = fetch_end(&fetching.fetch, fetching.whole, verdict);
	return status != CLI_OK ? status : end;
}
