#include "journal_fixture.h"

#include "convene/v1/event.pb-c.h"
#include "fault_vfs.h"
#include "proto/xalloc.h"

#include <dirent.h>
#include <setjmp.h>
#include <sqlite3.h>
#include <stdarg.h>
#include <unistd.h>

#include <cmocka.h>

int fixture_setup(void **state)
{
	struct fixture *fixture = xcalloc(1, sizeof(*fixture));
	const char *base = getenv("TMPDIR");
	char key[128];

	snprintf(fixture->folder, sizeof(fixture->folder), "%s/convene-journal-XXXXXX",
	    base != NULL && strlen(base) < 32 ? base : "/tmp");
	assert_non_null(mkdtemp(fixture->folder));
	snprintf(fixture->path, sizeof(fixture->path), "%s/x.convene", fixture->folder);
	snprintf(key, sizeof(key), "%s/key.pem", fixture->folder);
	if (signer_load(key, &fixture->signer, &fixture->err) != 0) {
		fail_msg("%s", fixture->err.text);
	}
	fixture->store = &store_files;
	if (getenv("JOURNAL_STORE") != NULL) {
		fixture->fake = fake_store_new();
		fixture->store = fake_store_table(fixture->fake);
	}
	*state = fixture;
	return 0;
}

int fixture_teardown(void **state)
{
	struct fixture *fixture = *state;
	DIR *folder = opendir(fixture->folder);
	struct dirent *entry;

	while ((entry = readdir(folder)) != NULL) {
		unlinkat(dirfd(folder), entry->d_name, 0);
	}
	closedir(folder);
	rmdir(fixture->folder);
	signer_free(fixture->signer);
	if (fixture->fake != NULL) {
		fake_store_free(fixture->fake);
	}
	free(fixture);
	return 0;
}

int fixture_setup_faulty(void **state)
{
	fault_vfs_register();
	return fixture_setup(state);
}

int fixture_teardown_faulty(void **state)
{
	int result = fixture_teardown(state);

	fault_vfs_unregister();
	return result;
}

void fixture_arm(struct fixture *fixture, enum fault fault, long after)
{
	if (fixture->fake != NULL) {
		fake_store_arm(fixture->fake, fault, after);
	} else {
		fault_vfs_arm(fault, after);
	}
}

void fixture_disarm(struct fixture *fixture)
{
	if (fixture->fake != NULL) {
		fake_store_disarm(fixture->fake);
	} else {
		fault_vfs_disarm();
	}
}

bool fixture_tripped(struct fixture *fixture)
{
	return fixture->fake != NULL ? fake_store_tripped(fixture->fake) : fault_vfs_tripped();
}

void fixture_lose_power(struct fixture *fixture, unsigned *seed)
{
	if (fixture->fake != NULL) {
		fake_store_lose_power(fixture->fake, seed);
	} else {
		fault_vfs_lose_power(seed);
	}
}

void fixture_remove(struct fixture *fixture)
{
	if (fixture->fake != NULL) {
		fake_store_remove(fixture->fake, fixture->path);
		return;
	}
	unlink(fixture->path);
	fault_vfs_forget();
}

int fixture_try_create(struct fixture *fixture, const char *name, const char *id, size_t nonce_len,
    struct journal **out)
{
	Convene__V1__Genesis genesis;
	uint8_t nonce[32] = {1, 2, 3};

	convene__v1__genesis__init(&genesis);
	genesis.format_version = RECORD_FORMAT_VERSION;
	genesis.exercise_id = (char *)(uintptr_t)id;
	genesis.nonce = (ProtobufCBinaryData){.len = nonce_len, .data = nonce};
	genesis.created_wall_ms = 1700000000000;
	return journal_create(fixture->store, name, &genesis, fixture->signer, out, &fixture->err);
}

int fixture_try_open(struct fixture *fixture, struct journal **out)
{
	return journal_open(fixture->store, fixture->path, fixture->signer, out, &fixture->err);
}

int fixture_verify(struct fixture *fixture, struct record_verdict *verdict)
{
	return journal_verify(fixture->store, fixture->path, verdict, &fixture->err);
}

struct journal_reader *fixture_reader(struct fixture *fixture)
{
	struct journal_reader *reader = NULL;

	if (journal_reader_open(fixture->store, fixture->path, &reader, &fixture->err) != 0) {
		fail_msg("%s", fixture->err.text);
	}
	return reader;
}

struct journal *fixture_create(struct fixture *fixture)
{
	struct journal *journal = NULL;

	if (fixture_try_create(fixture, fixture->path, "long-harvest-1", 32, &journal) != 0) {
		fail_msg("%s", fixture->err.text);
	}
	return journal;
}

struct journal *fixture_open(struct fixture *fixture)
{
	struct journal *journal = NULL;

	if (fixture_try_open(fixture, &journal) != 0) {
		fail_msg("%s", fixture->err.text);
	}
	return journal;
}

void fixture_reopen(struct fixture *fixture, struct journal **journal)
{
	journal_close(*journal);
	*journal = fixture_open(fixture);
}

void fixture_digest(uint64_t seq, uint8_t out[HASH_SIZE])
{
	memset(out, 0x5a, HASH_SIZE);
	memcpy(out, &seq, sizeof(seq));
}

/* The first event, which says that there are the teams A, B and C. */
static size_t created(uint8_t *out)
{
	Convene__V1__ExerciseCreated created;
	Convene__V1__Event event;
	Convene__V1__TeamCard cards[3], *teams[3];
	static const char *const ids[3] = {"A", "B", "C"};

	convene__v1__exercise_created__init(&created);
	for (size_t i = 0; i < 3; i++) {
		convene__v1__team_card__init(&cards[i]);
		cards[i].id = (char *)(uintptr_t)ids[i];
		teams[i] = &cards[i];
	}
	created.exercise_id = (char *)(uintptr_t) "long-harvest-1";
	created.teams = teams;
	created.n_teams = 3;
	convene__v1__event__init(&event);
	event.seq = 1;
	event.wall_ms = 1700000000001;
	event.body_case = CONVENE__V1__EVENT__BODY_EXERCISE_CREATED;
	event.exercise_created = &created;
	return convene__v1__event__pack(&event, out);
}

size_t fixture_event(uint64_t seq, uint8_t *out)
{
	if (seq == 1) {
		return created(out);
	}

	Convene__V1__Event event;
	Convene__V1__Announced announced;
	char text[128];

	snprintf(text, sizeof(text), "event %llu, with about as many bytes as a short message has",
	    (unsigned long long)seq);
	convene__v1__announced__init(&announced);
	announced.text = text;
	convene__v1__event__init(&event);
	event.seq = seq;
	event.wall_ms = 1700000000000 + (int64_t)seq;
	event.exercise_ms = (int64_t)seq * 10;
	event.body_case = CONVENE__V1__EVENT__BODY_ANNOUNCED;
	event.announced = &announced;
	return convene__v1__event__pack(&event, out);
}

size_t fixture_envelope(uint64_t seq, uint8_t *out)
{
	Convene__V1__Envelope envelope;
	Convene__V1__Audience audience;
	Convene__V1__Role staff = CONVENE__V1__ROLE__ROLE_CONTROLLER;
	char *team = (char *)(uintptr_t)(seq % 4 == 2 ? "A" : "B");
	uint8_t command_id[16];

	memset(command_id, (int)(seq & 0xff), sizeof(command_id));
	convene__v1__envelope__init(&envelope);
	convene__v1__audience__init(&audience);
	/* to everybody, A, B, or staff alone; nothing is ever for C alone */
	audience.everyone = seq % 4 == 1;
	audience.team_ids = &team;
	audience.n_team_ids = seq % 4 == 2 || seq % 4 == 3 ? 1 : 0;
	audience.roles = &staff;
	audience.n_roles = 1;
	envelope.position = seq;
	envelope.audience = &audience;
	envelope.actor_id = 12;
	envelope.command_id = (ProtobufCBinaryData){.len = sizeof(command_id), .data = command_id};
	return convene__v1__envelope__pack(&envelope, out);
}

int fixture_append(
    struct fixture *fixture, struct journal *journal, size_t count, uint64_t seal_every)
{
	struct row {
		uint8_t event[512], envelope[64], digest[HASH_SIZE];
	} *rows = xcalloc(count, sizeof(*rows));
	struct journal_entry *entries = xcalloc(count, sizeof(*entries));
	struct journal_batch batch = {.entries = entries, .entry_count = count};
	int result;

	for (size_t i = 0; i < count; i++) {
		uint64_t seq = journal_head(journal) + 1 + i;

		entries[i].seq = seq;
		entries[i].event = rows[i].event;
		entries[i].event_len = fixture_event(seq, rows[i].event);
		entries[i].envelope = rows[i].envelope;
		entries[i].envelope_len = fixture_envelope(seq, rows[i].envelope);
		memset(entries[i].salt, (int)(seq & 0xff) ^ 0x33, sizeof(entries[i].salt));
		fixture_digest(seq, rows[i].digest);
		entries[i].seal_wall_ms = 1700000000000 + (int64_t)seq;
		/* where every record has one, in any case */
		if (seq % 1000 == 0 || (seal_every != 0 && seq % seal_every == 0)) {
			entries[i].seal_digest = rows[i].digest;
		}
	}
	result = journal_append(journal, &batch, &fixture->err);
	free(entries);
	free(rows);
	return result;
}

static int load_entry(void *context, const struct journal_entry *entry)
{
	struct loaded *loaded = context;
	uint8_t event[512], envelope[64], digest[HASH_SIZE];

	loaded->events++;
	if (entry->seq != loaded->events || entry->event_len != fixture_event(entry->seq, event) ||
	    memcmp(event, entry->event, entry->event_len) != 0 ||
	    entry->envelope_len != fixture_envelope(entry->seq, envelope) ||
	    memcmp(envelope, entry->envelope, entry->envelope_len) != 0) {
		loaded->wrong = true;
	}
	fixture_digest(entry->seq, digest);
	if (entry->seal_digest != NULL) {
		loaded->sealed++;
		if (memcmp(digest, entry->seal_digest, HASH_SIZE) != 0) {
			loaded->wrong = true;
		}
	}
	return 0;
}

static void load_digest(void *context, uint8_t out[HASH_SIZE])
{
	struct loaded *loaded = context;

	loaded->digest_at = loaded->events;
	fixture_digest(loaded->events, out);
}

static int load_invite(void *context, const struct journal_invite *invite)
{
	struct loaded *loaded = context;

	loaded->invites++;
	loaded->wrong = loaded->wrong || invite->code_hash[0] != (uint8_t)invite->invite_id;
	return 0;
}

static int load_token(void *context, const struct journal_token *token)
{
	struct loaded *loaded = context;

	loaded->tokens++;
	loaded->wrong = loaded->wrong || token->token_hash[0] != (uint8_t)token->participant_id;
	return 0;
}

static int load_person(void *context, const struct journal_person *person)
{
	struct loaded *loaded = context;

	loaded->people++;
	loaded->wrong = loaded->wrong || person->salt[0] != (uint8_t)person->participant_id;
	snprintf(loaded->name, sizeof(loaded->name), "%s", person->name);
	return 0;
}

static int load_attachment(
    void *context, const uint8_t sha256[HASH_SIZE], uint64_t size_bytes, uint64_t stored_bytes)
{
	struct loaded *loaded = context;

	(void)sha256;
	(void)size_bytes;
	loaded->attachments++;
	loaded->stored = stored_bytes;
	return 0;
}

int fixture_load(struct fixture *fixture, struct journal *journal, struct loaded *loaded)
{
	struct journal_visitor visitor = {
	    loaded, load_entry, load_digest, load_invite, load_token, load_person, load_attachment};

	*loaded = (struct loaded){0};
	return journal_load(journal, &visitor, &fixture->err);
}

void fixture_record_of(
    struct fixture *fixture, const char *team_id, uint64_t through, size_t piece, struct buf *out)
{
	struct journal_record_options options = {.team_id = team_id, .through = through};
	struct journal_reader *reader = fixture_reader(fixture);
	struct journal_record *record = journal_record_new(&options);
	bool last = false;

	while (!last) {
		size_t before = out->len;

		if (journal_record_read(record, reader, fixture->signer, 1700000009999, piece, out,
		        &last, &fixture->err) != 0) {
			fail_msg("%s", fixture->err.text);
		}
		assert_true(out->len > before);
		assert_int_equal(journal_record_offset(record), out->len);
	}
	journal_record_free(record);
	journal_reader_close(reader);
}

void fixture_record(struct fixture *fixture, uint64_t through, size_t piece, struct buf *record)
{
	fixture_record_of(fixture, NULL, through, piece, record);
}

void fixture_assert_verifies(struct fixture *fixture, uint64_t head)
{
	struct record_verdict verdict;

	if (fixture_verify(fixture, &verdict) != 0) {
		fail_msg("%s", fixture->err.text);
	}
	assert_true(verdict.ok);
	assert_int_equal(verdict.events, head);
	if (head > 0) {
		struct record_verifier *verifier = record_verifier_new(NULL);
		struct buf record = {0};

		fixture_record(fixture, head, 10000, &record);
		record_verifier_feed(verifier, record.data, record.len);
		verdict = *record_verifier_finish(verifier);
		if (!verdict.ok) {
			fail_msg("%s", verdict.text);
		}
		assert_int_equal(verdict.sealed_events, head);
		record_verifier_free(verifier);
		buf_deinit(&record);
	}
}

void fixture_sql(struct fixture *fixture, const char *sql)
{
	sqlite3 *db = NULL;
	char *message = NULL;

	assert_int_equal(sqlite3_open(fixture->path, &db), SQLITE_OK);
	if (sqlite3_exec(db, sql, NULL, NULL, &message) != SQLITE_OK) {
		fail_msg("%s: %s", sql, message);
	}
	assert_int_equal(sqlite3_close(db), SQLITE_OK);
}

unsigned long fixture_number(const char *variable, unsigned long otherwise)
{
	const char *value = getenv(variable);

	return value != NULL ? strtoul(value, NULL, 10) : otherwise;
}
