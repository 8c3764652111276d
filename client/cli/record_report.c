#include "client/cli/record_report.h"

#include "client/cli/cli.h"
#include "client/cli/output.h"
#include "client/lib/join_link.h"

#include <inttypes.h>
#include <stdio.h>

_Static_assert(CHAIN_HASH_SIZE == 32, "join_link_hex() writes 32 bytes");

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
		output_json_text(&out, verdict->text);
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
		printf("first bad event: %" PRIu64 ": %s; sealed up to event %" PRIu64 "\n",
		    verdict->first_bad_seq, verdict->text, verdict->sealed_seq);
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
