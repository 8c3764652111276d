#include "client/cli/record_report.h"

#include "client/cli/cli.h"
#include "client/cli/output.h"
#include "client/lib/join_link.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

_Static_assert(CHAIN_HASH_SIZE == 32, "join_link_hex() writes 32 bytes");

const char *record_report_why(const struct record_verdict *verdict)
{
	char head[64];
	int len =
	    snprintf(head, sizeof(head), "first bad event %" PRIu64 ": ", verdict->first_bad_seq);

	return strncmp(verdict->text, head, (size_t)len) == 0 ? verdict->text + len : verdict->text;
}

static void print_json(const struct record_verdict *verdict, const char *path)
{
	struct buf out = {0};
	char hex[65];

	join_link_hex(verdict->hash, hex);
	buf_append_text(&out, "{\"record\":");
	output_json_text(&out, path);
	buf_printf(&out,
	    ",\"verified\":%s,\"events\":%" PRIu64 ",\"sealedSeq\":%" PRIu64 ",\"exerciseId\":",
	    verdict->ok ? "true" : "false", verdict->events, verdict->sealed_seq);
	output_json_text(&out, verdict->exercise_id);
	buf_printf(&out, ",\"hash\":\"%s\",\"keys\":[", hex);
	for (size_t i = 0; i < verdict->key_count; i++) {
		char key[RECORD_KEY_TEXT_SIZE];

		record_key_text(verdict->keys[i], key);
		buf_printf(&out, "%s\"%s\"", i > 0 ? "," : "", key);
	}
	buf_append_byte(&out, ']');
	if (!verdict->ok) {
		buf_printf(&out, ",\"firstBadEvent\":%" PRIu64 ",\"why\":", verdict->first_bad_seq);
		output_json_text(&out, record_report_why(verdict));
	}
	buf_append_text(&out, "}\n");
	output_flush(&out);
	buf_deinit(&out);
}

int record_report(const struct record_verdict *verdict, const char *path, bool json)
{
	char hex[65], key[RECORD_KEY_TEXT_SIZE];

	if (json) {
		print_json(verdict, path);
	} else if (!verdict->ok) {
		printf("first bad event: %" PRIu64 ": %s\n", verdict->first_bad_seq,
		    record_report_why(verdict));
	} else {
		join_link_hex(verdict->hash, hex);
		printf("verified: %" PRIu64 " events of \"%s\", head %s", verdict->events,
		    verdict->exercise_id, hex);
		for (size_t i = 0; i < verdict->key_count; i++) {
			record_key_text(verdict->keys[i], key);
			printf("%s %s", i == 0 ? ", sealed by" : ",", key);
		}
		putchar('\n');
	}
	return verdict->ok ? CLI_OK : CLI_REFUSED;
}
