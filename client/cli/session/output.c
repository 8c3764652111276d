#include "client/cli/session/output.h"

#include "client/cli/base/input.h"
#include "client/cli/text/wrap.h"
#include "proto/json.h"
#include "proto/say.h"
#include "proto/utf8.h"

#include <inttypes.h>
#include <openssl/crypto.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define TEXT_MAX (16u * 1024u)

/* A link with its host, exercise, code and fingerprint. */
#define LINK_MAX 640

bool output_flush_to(struct buf *text, FILE *stream)
{
	colour_resolve(text);
	/* an empty buffer has no bytes to point to */
	bool good = (text->len == 0 || fwrite(text->data, 1, text->len, stream) == text->len) &&
	            fflush(stream) == 0;
	text->len = 0;
	return good;
}

bool output_flush(struct buf *text)
{
	return output_flush_to(text, stdout);
}

bool output_end(struct buf *text)
{
	bool good = output_flush(text);
	buf_deinit(text);
	return good;
}

struct style output_style(void)
{
	return (struct style){
	    .width = wrap_terminal_width(STDOUT_FILENO), .colours = cli_colours(STDOUT_FILENO)};
}

void output_link(const struct session *session, const char *join_code, char *out, size_t size)
{
	struct join_link link = session->stored.link;
	out[0] = '\0';
	if (join_link_code(join_code, link.code)) {
		join_link_format(&link, true, out, size);
	}
	OPENSSL_cleanse(&link, sizeof(link));
}

static void print_json(const struct session *session)
{
	Convene__V1__CommandResult result = CONVENE__V1__COMMAND_RESULT__INIT;
	Convene__V1__Error error = CONVENE__V1__ERROR__INIT;
	struct buf line = {0};
	if (session->error != 0) {
		if (session->refusal != NULL) { /* with its warnings */
			error = *session->refusal;
		}
		error.code = session->error;
		error.message = (char *)(uintptr_t)session->error_text;
		error.current_revision = session->current_revision;
		result.error = &error;
	} else {
		result.object_id = session->object_id;
		result.unchanged = session->unchanged;
		result.join_code = (char *)(uintptr_t)session->join_code;
	}
	buf_append_byte(&line, '{');
	json_members(&line, &result.base);
	if (session->error == 0 && session->join_code[0] != '\0') {
		char link[LINK_MAX];
		output_link(session, session->join_code, link, sizeof(link));
		json_member_text(&line, "link", link);
	}
	buf_append_text(&line, "}\n");
	output_end(&line);
}

/* A referral's and a disclosure's number is for programs: what is done with them is done with the
 * case. */
static bool is_of_use(const struct session *session)
{
	return session->object_id != 0 && session->sent != CONVENE__V1__COMMAND__BODY_SHARE_CASE &&
	       session->sent != CONVENE__V1__COMMAND__BODY_DISCLOSE;
}

void output_done(const struct session *session, const char *done)
{
	if (session->join_code[0] != '\0') {
		char link[LINK_MAX];
		output_link(session, session->join_code, link, sizeof(link));
		say(stdout,
		    "%s: invite %" PRIu64 "; its link is a secret and is not shown again:\n%s\n",
		    done, session->object_id, link);
	} else if (session->unchanged) {
		say(stdout, "%s: nothing was left to do\n", done);
	} else if (is_of_use(session)) {
		say(stdout, "%s: %" PRIu64 "\n", done, session->object_id);
	} else {
		say(stdout, "%s\n", done);
	}
}

int output_command(struct session *session, Convene__V1__Command *command,
    const struct session_options *options, const char *done)
{
	int status;
	if (options->json) {
		status = session_try(session, command);
		if (session->answered) {
			print_json(session);
		}
		return status;
	}
	status = session_command(session, command);
	if (status == CLI_OK) {
		output_done(session, done);
	}
	return status;
}

int output_text(const struct command *command, const struct operands *operands, char **out)
{
	struct buf text = {0};
	size_t len;
	char *whole;
	if (operands->count == 0 ||
	    (operands->count == 1 && strcmp(operands->values[0], "-") == 0)) {
		if (isatty(STDIN_FILENO)) {
			say(stderr, "Type the text; Ctrl-D on a line of its own ends it.\n");
		}
		whole = input_read("-", TEXT_MAX, &len);
		if (whole == NULL) {
			return CLI_LOCAL;
		}
		while (len > 0 && whole[len - 1] == '\n') {
			whole[--len] = '\0';
		}
	} else {
		for (int i = 0; i < operands->count; i++) {
			if (i > 0) {
				buf_append_byte(&text, ' ');
			}
			buf_append_text(&text, operands->values[i]);
		}
		len = text.len;
		whole = buf_take_text(&text);
	}
	const char *wrong = len == 0                  ? "say what: the text is empty"
	                    : len > TEXT_MAX          ? "the text is longer than 16 KiB"
	                    : !utf8_valid(whole, len) ? "the text is not valid UTF-8"
	                                              : NULL;
	if (wrong != NULL) {
		free(whole);
		return options_usage(command, "%s", wrong);
	}
	*out = whole;
	return CLI_OK;
}
