/* An exercise loaded: each event of the journal is applied to the engine, the rows beside them go
 * to their mirrors in memory, and of the events the last are kept as they will be sent. Decisions
 * take the same way, from the other end. */
#include "server/live/exercise_file.h"

#include "proto/classes.h"
#include "proto/guard.h"
#include "proto/seal.h"
#include "proto/unpack.h"
#include "proto/xalloc.h"
#include "server/base/sha256.h"
#include "server/exercise/ground/limits.h"
#include "server/journal/signer.h"
#include "server/store/files.h"
#include "server/store/folder.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* The rules of an exercise, the record and the wire know nothing of each other; here they meet. */
_Static_assert(CLASS_COUNT_MAX == TEAMS_MAX, "a class of players is a team");
_Static_assert(CLASS_NAME_MAX == CLASS_PREFIX_SIZE + ID_BYTES_MAX, "and has its id in its name");
_Static_assert(TEAMS_MAX + 1 <= 1 << SEAL_DEPTH_MAX, "the log and each class are leaves of a seal");
_Static_assert(HASH_SIZE == SHA256_SIZE && CHAIN_HASH_SIZE == HASH_SIZE, "SHA-256 everywhere");
_Static_assert(SEAL_DIGEST_SIZE == DIGEST_SIZE, "a seal names the state's digest");
_Static_assert(CHAIN_SALT_SIZE == JOURNAL_EVENT_SALT, "an event's salt is what its chain takes");
_Static_assert(SEAL_KEY_SIZE == SIGNER_KEY_SIZE && SEAL_SIGNATURE_SIZE == SIGNATURE_SIZE,
    "Ed25519 on both sides");

/* An event's and its envelope's memory while replaying; what an entry of the journal can need at
 * most. */
#define REPLAY_BUDGET (16u * 1024u * 1024u)

/* What reading the journal needs besides the file. */
struct loading {
	struct exercise_file *file;
	struct arena *arena; /* owned; reset for each event */
	struct err *err;     /* borrowed: outlives the loading */
};

/* Rules that this program does not have would be passed over in silence. No path in the text: it is
 * also for those who want to join. */
static int check_engine_version(const struct exercise *engine, struct err *err)
{
	uint32_t version = exercise_engine_version(engine);
	if (version == ENGINE_VERSION) {
		return 0;
	}
	/* the first one did not write its number down */
	return err_set(err, ERR_RULES,
	    "the exercise was begun with version %u of the rules, this server knows version %d: "
	    "use the program that it was begun with to go on with it",
	    version > 0 ? version : 1, ENGINE_VERSION);
}

/* What everybody may know of the exercise, by name: kept for local administration. And when it
 * ended. */
static void keep_known(struct exercise_file *file, const Convene__V1__Event *event)
{
	const Convene__V1__ExerciseCreated *body = event->exercise_created;
	if (event->body_case == CONVENE__V1__EVENT__BODY_EXERCISE_ENDED) {
		file->ended_ms = event->wall_ms;
	}
	if (event->body_case != CONVENE__V1__EVENT__BODY_EXERCISE_CREATED ||
	    file->created != NULL) {
		return;
	}
	size_t len = convene__v1__exercise_created__get_packed_size(body);
	uint8_t *bytes = xcheck(malloc(len + 1));
	convene__v1__exercise_created__pack(body, bytes);
	file->created = xcheck(convene__v1__exercise_created__unpack(NULL, len, bytes));
	free(bytes);
}

static int load_entry(void *context, const struct journal_entry *entry)
{
	struct loading *loading = context;
	struct exercise_file *file = loading->file;
	arena_reset(loading->arena);
	/* no guard: these bytes were made by us and the chain has just been checked */
	const Convene__V1__Event *event = (const Convene__V1__Event *)message_unpack(
	    &convene__v1__event__descriptor, loading->arena, entry->event_len, entry->event);
	const Convene__V1__Envelope *envelope =
	    (const Convene__V1__Envelope *)message_unpack(&convene__v1__envelope__descriptor,
	        loading->arena, entry->envelope_len, entry->envelope);
	if (event == NULL || envelope == NULL || envelope->audience == NULL) {
		return err_set(loading->err, ERR_CORRUPT,
		    "event %" PRIu64 " cannot be decoded: it was written by another program",
		    entry->seq);
	}
	keep_known(file, event);
	struct audience audience = exercise_apply(file->engine, event, envelope);
	if (check_engine_version(file->engine, loading->err) != 0) {
		return ERR_RULES;
	}
	numbering_add(&file->numbering, &audience, entry->seq, exercise_team_count(file->engine));
	numbering_add_check(&file->numbering, entry->hash);
	if (entry->seq < file->recent.next_seq) {
		return 0; /* too long ago to be among the last */
	}
	window_append_copy(&file->recent, &audience, entry->event, entry->event_len,
	    entry->envelope, entry->envelope_len);
	window_trim(&file->recent, RECENT_ENTRIES, RECENT_BYTES, UINT64_MAX);
	return 0;
}

static void load_digest(void *context, uint8_t out[HASH_SIZE])
{
	struct loading *loading = context;
	exercise_digest(loading->file->engine, out);
}

static int load_invite(void *context, const struct journal_invite *invite)
{
	credentials_add_invite(&((struct loading *)context)->file->credentials, invite);
	return 0;
}

static int load_token(void *context, const struct journal_token *token)
{
	credentials_add_token(&((struct loading *)context)->file->credentials, token);
	return 0;
}

static int load_person(void *context, const struct journal_person *person)
{
	struct exercise_file *file = ((struct loading *)context)->file;
	struct standing standing = {.joined_seq = 0};
	exercise_standing(file->engine, person->participant_id, &standing);
	credentials_add_person(&file->credentials, person, standing.joined_seq);
	return 0;
}

static int load_attachment(
    void *context, const uint8_t sha256_bytes[HASH_SIZE], uint64_t size, uint64_t stored)
{
	struct exercise_file *file = ((struct loading *)context)->file;
	struct upload_row row = {.team = UPLOAD_OF_NOBODY,
	    .size_bytes = size,
	    .stored_bytes = stored,
	    .queued_bytes = stored};
	memcpy(row.key, sha256_bytes, HASH_SIZE);
	/* what events refer to is a document; of the rest nobody knows whose it is before its
	 * participant goes on with it */
	if (!exercise_refers_to_attachment(file->engine, sha256_bytes)) {
		upload_index_add(&file->uploads, &row);
	}
	return 0;
}

static int load(struct exercise_file *file, struct err *err)
{
	struct loading loading = {.file = file, .arena = arena_new(REPLAY_BUDGET), .err = err};
	struct journal_visitor visitor = {
	    .context = &loading,
	    .entry = load_entry,
	    .digest = load_digest,
	    .invite = load_invite,
	    .token = load_token,
	    .person = load_person,
	    .attachment = load_attachment,
	};
	uint64_t head = journal_head(file->journal);
	uint8_t beginning[HASH_SIZE];
	journal_beginning(file->journal, beginning);
	memcpy(file->numbering.beginning, beginning, CHECK_SIZE);
	if (head > RECENT_ENTRIES) {
		window_init(&file->recent, head - RECENT_ENTRIES + 1);
	}
	int result = journal_load(file->journal, &visitor, err);
	credentials_order(&file->credentials);
	arena_free(loading.arena);
	return result;
}

/*
 * The name of the file is the exercise's id, which its beginning holds. So of an exercise and a
 * copy of it beside it, it is always the same one that runs.
 */
static int check_name(const char *path, const struct journal *journal, struct err *err)
{
	const char *slash = strrchr(path, '/'), *id = journal_exercise_id(journal);
	const char *name = slash != NULL ? slash + 1 : path;
	char *right = folder_path("%.*s%s" SHELF_SUFFIX, (int)(name - path), path, id);
	struct stat status;
	int result = 0;
	if (strcmp(right, path) != 0) {
		result = err_set(err, ERR_INVALID,
		    stat(right, &status) == 0
		        ? "\"%s\" is another file of the exercise \"%s\", which is in \"%s\": it "
		          "does not run twice; move one of them away"
		        : "\"%s\" holds the exercise \"%s\": rename it to \"%s\"",
		    path, id, right);
	}
	free(right);
	return result;
}

/* Goes on from the code of opening the journal. */
static int take_in(
    struct exercise_file *file, int result, struct exercise_file **out, struct err *err)
{
	if (result == 0) {
		result = check_name(file->path, file->journal, err);
	}
	if (result == 0) {
		result = load(file, err);
	}
	if (result == 0 && !exercise_is_ready(file->engine)) {
		result = err_set(err, ERR_CORRUPT,
		    "\"%s\" was not completely created; delete it and create the exercise again",
		    file->path);
	}
	if (result != 0) {
		exercise_file_close(file);
		return result;
	}
	file->created_ms = journal_created_ms(file->journal);
	journal_alive(file->journal, &file->alive);
	*out = file;
	return 0;
}

static struct exercise_file *file_new(const char *path)
{
	struct exercise_file *file = xcalloc(1, sizeof(*file));
	file->path = xstrdup(path);
	file->engine = exercise_new(sha256);
	window_init(&file->recent, 1);
	return file;
}

int exercise_file_open(
    const char *path, struct signer *signer, struct exercise_file **out, struct err *err)
{
	struct exercise_file *file = file_new(path);
	int result = journal_open(&store_files, path, signer, &file->journal, err);
	if (result == 0) {
		result = journal_reader_open(&store_files, path, &file->reader, err);
	}
	return take_in(file, result, out, err);
}

int exercise_file_look(const char *path, struct exercise_file **out, struct err *err)
{
	struct exercise_file *file = file_new(path);
	return take_in(file, journal_look(&store_files, path, &file->journal, err), out, err);
}

void exercise_file_deinit(struct exercise_file *file)
{
	journal_reader_close(file->reader);
	journal_close(file->journal);
	exercise_free(file->engine);
	if (file->created != NULL) {
		convene__v1__exercise_created__free_unpacked(file->created, NULL);
	}
	credentials_deinit(&file->credentials);
	upload_index_deinit(&file->uploads);
	window_deinit(&file->recent);
	numbering_deinit(&file->numbering);
	free(file->path);
}

void exercise_file_close(struct exercise_file *file)
{
	if (file == NULL) {
		return;
	}
	exercise_file_deinit(file);
	free(file);
}

enum progress exercise_file_progress(const struct exercise_file *file)
{
	return exercise_is_under_way(file->engine) ? PROGRESS_UNDER_WAY : PROGRESS_NONE;
}

void exercise_file_take(
    struct exercise_file *file, const struct decision *decision, struct batch *batch)
{
	for (size_t i = 0; i < decision->count; i++) {
		const Convene__V1__Event *event = decision->drafts[i].event;
		const Convene__V1__Envelope *envelope = decision->drafts[i].envelope;
		size_t event_len = convene__v1__event__get_packed_size(event);
		size_t envelope_len = convene__v1__envelope__get_packed_size(envelope);
		uint8_t *bytes = xcheck(malloc(event_len + envelope_len + 1));
		bool sealed = exercise_is_seal_point(event, envelope->position);
		convene__v1__event__pack(event, bytes);
		convene__v1__envelope__pack(envelope, bytes + event_len);
		keep_known(file, event);
		struct audience audience = exercise_apply(file->engine, event, envelope);
		const struct window_entry *entry =
		    window_append(&file->recent, &audience, bytes, event_len, envelope_len);
		numbering_add(
		    &file->numbering, &audience, entry->seq, exercise_team_count(file->engine));
		uint8_t digest[DIGEST_SIZE];
		if (sealed) {
			exercise_digest(file->engine, digest);
		}
		batch_add_entry(batch, entry, sealed ? digest : NULL, event->wall_ms);
	}
}
