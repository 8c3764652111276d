#include "client/cli/session/record_report.h"

#include "client/cli/session/output.h"
#include "proto/hex.h"
#include "proto/json.h"
#include "proto/say.h"

#include <inttypes.h>
#include <stdio.h>

static void print_json(const struct record_verdict *verdict, const char *path)
{
	struct buf out = {0};
	char hex[2 * CHAIN_HASH_SIZE + 1];
	hex_write(verdict->hash, CHAIN_HASH_SIZE, hex);
	buf_append_byte(&out, '{');
	json_member_text(&out, "record", path);
	json_member_bool(&out, "verified", verdict->ok);
	json_member_unsigned(&out, "events", verdict->events);
	json_member_unsigned(&out, "sealedSeq", verdict->sealed_seq);
	json_member_text(&out, "exerciseId", verdict->exercise_id);
	json_member_text(&out, "hash", hex);
	json_member(&out, "keys");
	buf_append_byte(&out, '[');
	for (size_t i = 0; i < verdict->key_count; i++) {
		char key[RECORD_KEY_TEXT_SIZE];
		record_key_text(verdict->keys[i], key);
		buf_printf(&out, "%s\"%s\"", i > 0 ? "," : "", key);
	}
	buf_append_byte(&out, ']');
	if (!verdict->ok) {
		json_member_unsigned(&out, "firstBadEvent", verdict->first_bad_seq);
		json_member_text(&out, "why", verdict->text);
	}
	buf_append_text(&out, "}\n");
	output_end(&out);
}

int record_report(const struct record_verdict *verdict, const char *path, bool json)
{
	char hex[2 * CHAIN_HASH_SIZE + 1], key[RECORD_KEY_TEXT_SIZE];
	if (json) {
		print_json(verdict, path);
	} else if (!verdict->ok) {
		say(stdout, "first bad event: %" PRIu64 ": %s; sealed up to event %" PRIu64 "\n",
		    verdict->first_bad_seq, verdict->text, verdict->sealed_seq);
	} else {
		hex_write(verdict->hash, CHAIN_HASH_SIZE, hex);
		say(stdout, "verified: %" PRIu64 " events of \"%s\", head %s", verdict->events,
		    verdict->exercise_id, hex);
		for (size_t i = 0; i < verdict->key_count; i++) {
			record_key_text(verdict->keys[i], key);
			say(stdout, "%s %s", i == 0 ? ", sealed by" : ",", key);
		}
		say(stdout, "\n");
	}
	return verdict->ok ? CLI_OK : CLI_REFUSED;
}
