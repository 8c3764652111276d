#include "client/cli/session/record_report.h"

#include "client/cli/session/output.h"
#include "proto/hex.h"
#include "proto/json.h"
#include "proto/say.h"

#include <inttypes.h>
#include <stdio.h>

/* The first of them by number; how many there are says "withheldCount". */
static void json_withheld(struct buf *out, const struct record_verdict *verdict)
{
	json_member_unsigned(out, "withheldCount", verdict->withheld_count);
	json_member(out, "withheld");
	buf_append_byte(out, '[');
	for (size_t i = 0; i < verdict->withheld_count && i < RECORD_WITHHELD_MAX; i++) {
		buf_printf(out, "%s%" PRIu64, i > 0 ? "," : "", verdict->withheld[i]);
	}
	buf_append_byte(out, ']');
}

/* Those that only the hash is there of. */
static void print_withheld(const struct record_verdict *verdict)
{
	struct buf list = {0};
	for (size_t i = 0; i < verdict->withheld_count && i < RECORD_WITHHELD_MAX; i++) {
		buf_printf(&list, "%s%" PRIu64, i > 0 ? ", " : "", verdict->withheld[i]);
	}
	if (verdict->withheld_count > RECORD_WITHHELD_MAX) {
		buf_printf(
		    &list, " and %" PRIu64 " more", verdict->withheld_count - RECORD_WITHHELD_MAX);
	}
	if (verdict->withheld_count > 0) {
		say(stdout,
		    "withheld: event%s %.*s: the text was taken out of this record; that it is the "
		    "one that was sealed is proved all the same, once it is shown\n",
		    verdict->withheld_count == 1 ? "" : "s", (int)list.len,
		    (const char *)list.data);
	}
	buf_deinit(&list);
}

static void print_json(const struct record_verdict *verdict, const char *path)
{
	struct buf out = {0};
	char hex[2 * CHAIN_HASH_SIZE + 1];
	hex_write(verdict->hash, CHAIN_HASH_SIZE, hex);
	buf_append_byte(&out, '{');
	json_member_text(&out, "record", path);
	json_member_bool(&out, "verified", verdict->ok);
	json_member_unsigned(&out, "events", verdict->events);
	json_member_unsigned(&out, "sealedEvents", verdict->sealed_events);
	json_member_text(&out, "exerciseId", verdict->exercise_id);
	if (verdict->class_name[0] != '\0') {
		json_member_text(&out, "teamId", verdict->class_name + CLASS_PREFIX_SIZE);
	}
	json_member_unsigned(&out, "documents", verdict->documents);
	json_withheld(&out, verdict);
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
		json_member_unsigned(&out, "firstBadEvent", verdict->first_bad);
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
		    verdict->first_bad, verdict->text, verdict->sealed_events);
	} else {
		hex_write(verdict->hash, CHAIN_HASH_SIZE, hex);
		say(stdout, "verified: %" PRIu64 " events of \"%s\"", verdict->events,
		    verdict->exercise_id);
		if (verdict->class_name[0] != '\0') {
			say(stdout, ", all that the players of %s were sent",
			    verdict->class_name + CLASS_PREFIX_SIZE);
		}
		say(stdout, ", %" PRIu64 " document%s, head %s", verdict->documents,
		    verdict->documents == 1 ? "" : "s", hex);
		for (size_t i = 0; i < verdict->key_count; i++) {
			record_key_text(verdict->keys[i], key);
			say(stdout, "%s %s", i == 0 ? ", sealed by" : ",", key);
		}
		say(stdout, "\n");
		print_withheld(verdict);
	}
	return verdict->ok ? CLI_OK : CLI_REFUSED;
}
