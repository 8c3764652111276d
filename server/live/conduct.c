/* What people ask, carried out in three steps: the engine decides, the decision becomes true in
 * memory, and it waits in the batch for the disk, with the secrets that it brings. A refusal stops
 * before the second step and leaves nothing. */
#include "server/live/conduct.h"

#include "server/base/random.h"
#include "server/base/sha256.h"

#include <inttypes.h>
#include <string.h>

struct sender {
	const struct exercise_file *file; /* borrowed: outlives the decision */
	uint64_t participant_id;
	const Convene__V1__Command *command; /* borrowed: likewise */
};

/* The key of the upload that the command names, if it names one. */
static bool key_of(const struct sender *sender, const uint8_t *sha256_bytes, uint8_t key[HASH_SIZE])
{
	const Convene__V1__Command *command = sender->command;
	if (command->body_case != CONVENE__V1__COMMAND__BODY_STORE_ATTACHMENT ||
	    command->store_attachment->upload_id.len != UPLOAD_ID_SIZE) {
		return false;
	}
	upload_key(
	    sender->participant_id, command->store_attachment->upload_id.data, sha256_bytes, key);
	return true;
}

static bool attachment_stored(void *context, const uint8_t sha256_bytes[32], uint64_t *size_bytes)
{
	const struct sender *sender = context;
	uint8_t key[HASH_SIZE];
	if (!key_of(sender, sha256_bytes, key)) {
		return false;
	}
	const struct upload_row *row = upload_index_find(&sender->file->uploads, key);
	if (row == NULL || !upload_row_whole(row)) {
		return false;
	}
	*size_bytes = row->size_bytes;
	return true;
}

/* The upload is the document from now on. */
static void adopt(struct exercise_file *file, struct batch *batch, const struct sender *sender,
    const Convene__V1__AttachmentStored *stored)
{
	uint8_t key[HASH_SIZE];
	if (key_of(sender, stored->attachment->sha256.data, key)) {
		batch_adopt_upload(batch, key, stored->attachment->sha256.data);
		upload_index_remove(&file->uploads, key);
	}
}

/* The code for an invite that has just been issued. */
static void add_code(struct exercise_file *file, struct batch *batch, uint64_t invite_id,
    const char *person_name, char join_code[JOIN_CODE_SIZE])
{
	struct journal_invite row = {.invite_id = invite_id, .person_name = person_name};
	join_code_make(join_code);
	join_code_hash(join_code, journal_code_salt(file->journal), row.code_hash);
	credentials_add_invite(&file->credentials, &row);
	batch_add_invite(batch, &row);
}

/* Whose own the new code is: a rotated one stays the same person's. "" for nobody's. */
static const char *person_of(
    const struct exercise_file *file, const Convene__V1__IssueInvite *command)
{
	return command->person_name[0] != '\0'
	           ? command->person_name
	           : credentials_name(&file->credentials, command->replaces_invite_id);
}

void conduct_command(struct exercise_file *file, struct batch *batch, uint64_t participant_id,
    int64_t wall_ms, const Convene__V1__Command *command, struct decision *decision,
    char join_code[JOIN_CODE_SIZE])
{
	struct sender sender = {.file = file, .participant_id = participant_id, .command = command};
	struct request request = {
	    .participant_id = participant_id,
	    .wall_ms = wall_ms,
	    .attachment_stored = attachment_stored,
	    .attachment_context = &sender,
	};

	join_code[0] = '\0';
	if (participant_id == 0) {
		exercise_decide_local(file->engine, wall_ms, command, decision);
	} else {
		exercise_decide(file->engine, &request, command, decision);
	}
	exercise_file_take(file, decision, batch);
	for (size_t i = 0; i < decision->count; i++) {
		const Convene__V1__Event *event = decision->drafts[i].event;
		if (event->body_case == CONVENE__V1__EVENT__BODY_ATTACHMENT_STORED) {
			adopt(file, batch, &sender, event->attachment_stored);
		}
		if (event->body_case != CONVENE__V1__EVENT__BODY_INVITE_ISSUED) {
			continue;
		}
		add_code(file, batch, event->invite_issued->invite_id,
		    person_of(file, command->issue_invite), join_code);
		if (event->invite_issued->participant_id != 0) {
			/* whoever has the old code may have the tokens that it brought, too */
			tokens_end_all(file, batch, event->invite_issued->participant_id);
		}
	}
}

/* The command that issues an invite; `id` has its bytes. */
static void fill_issue(
    Convene__V1__Command *command, Convene__V1__IssueInvite *invite, uint8_t id[COMMAND_ID_SIZE])
{
	convene__v1__command__init(command);
	random_bytes(id, COMMAND_ID_SIZE);
	command->id.data = id;
	command->id.len = COMMAND_ID_SIZE;
	command->body_case = CONVENE__V1__COMMAND__BODY_ISSUE_INVITE;
	command->issue_invite = invite;
}

/* Whether the exercise as it is takes every one of them; only their number adds up. */
static int check_all(const struct exercise_file *file, int64_t wall_ms,
    Convene__V1__IssueInvite *const *invites, size_t count, struct arena *arena, struct err *err)
{
	size_t left = exercise_invites_left(file->engine);
	if (count > left) {
		return err_set(err, ERR_TOO_LARGE,
		    "the exercise takes %zu more invites, and these are %zu", left, count);
	}
	for (size_t i = 0; i < count; i++) {
		if (invites[i]->replaces_invite_id != 0) {
			return err_set(err, ERR_INVALID,
			    "invite %zu replaces another; that is done one at a time", i + 1);
		}
		arena_reset(arena);
		struct decision decision;
		decision_init(&decision, arena, random_seed());
		Convene__V1__Command command;
		uint8_t id[COMMAND_ID_SIZE];
		fill_issue(&command, invites[i], id);
		exercise_decide_local(file->engine, wall_ms, &command, &decision);
		if (decision.refusal != NULL) {
			return err_set(err, ERR_INVALID, "invite %zu (%s): %s", i + 1,
			    invites[i]->person_name, decision.refusal->message);
		}
	}
	return 0;
}

int conduct_issue_all(struct exercise_file *file, struct batch *batch, int64_t wall_ms,
    Convene__V1__IssueInvite *const *invites, size_t count, struct arena *arena, struct issued *out,
    struct err *err)
{
	int result = check_all(file, wall_ms, invites, count, arena, err);
	for (size_t i = 0; i < count && result == 0; i++) {
		arena_reset(arena);
		struct decision decision;
		decision_init(&decision, arena, random_seed());
		Convene__V1__Command command;
		uint8_t id[COMMAND_ID_SIZE];
		fill_issue(&command, invites[i], id);
		conduct_command(file, batch, 0, wall_ms, &command, &decision, out[i].join_code);
		out[i].invite_id = decision.drafts[0].event->invite_issued->invite_id;
	}
	return result;
}

/* A participant who was not there before. */
static Convene__V1__ErrorCode join_new(struct exercise_file *file, struct batch *batch,
    uint64_t invite_id, int64_t wall_ms, const char *name, struct arena *arena,
    struct admission *out, struct err *err)
{
	struct joining joining = {.wall_ms = wall_ms, .invite_id = invite_id};
	struct journal_person person = {.name = name};
	uint8_t salt[JOURNAL_SALT_SIZE];
	random_bytes(salt, sizeof(salt));
	sha256_pair(salt, sizeof(salt), name, strlen(name), joining.name_commitment);
	struct decision decision;
	decision_init(&decision, arena, random_seed());
	exercise_decide_join(file->engine, &joining, &decision);
	if (decision.refusal != NULL) {
		err_set(err, ERR_DENIED, "%s", decision.refusal->message);
		return decision.refusal->code;
	}
	exercise_file_take(file, &decision, batch);
	out->participant_id = decision.drafts[0].event->participant_joined->participant_id;
	person.participant_id = out->participant_id;
	person.salt = salt;
	credentials_add_person(&file->credentials, &person, decision.drafts[0].envelope->position);
	batch_add_person(batch, &person);
	return 0;
}

Convene__V1__ErrorCode conduct_check_history(const struct exercise_file *file,
    const struct viewer *viewer, const struct history *history, struct err *err)
{
	if (history->number == 0 && history->check_len == 0) {
		return 0; /* it knows nothing yet */
	}
	const uint8_t *check = numbering_check(&file->numbering, viewer, history->number);
	if (check != NULL && history->check_len == CHECK_SIZE &&
	    memcmp(check, history->check, CHECK_SIZE) == 0) {
		return 0;
	}
	err_set(err, ERR_INVALID,
	    "what you have belongs to another history: the exercise was put back to an earlier "
	    "state, or is another one");
	return CONVENE__V1__ERROR_CODE__ERROR_CODE_OTHER_HISTORY;
}

/* Whoever comes with the invite will be this viewer. */
static struct viewer viewer_of(
    const struct exercise_file *file, const struct invite_standing *invite)
{
	struct viewer viewer = {.role = invite->role, .team = NO_TEAM};
	const char *id;
	for (int team = 0; (id = exercise_team_id(file->engine, team)) != NULL; team++) {
		if (strcmp(id, invite->team_id) == 0) {
			viewer.team = team;
		}
	}
	return viewer;
}

/* The invite that the code belongs to, in `invite_id` and `invite`; or why there is none. */
static Convene__V1__ErrorCode find_invite(const struct exercise_file *file, const char *code,
    uint8_t hash[HASH_SIZE], uint64_t *invite_id, struct invite_standing *invite, struct err *err)
{
	*invite_id = 0;
	if (join_code_hash(code, journal_code_salt(file->journal), hash)) {
		*invite_id = credentials_find(&file->credentials.invites, hash);
	}
	if (*invite_id == 0 || !exercise_invite(file->engine, *invite_id, invite)) {
		err_set(err, ERR_DENIED,
		    "no such join code; check it against the invitation, or ask for a new one");
		return CONVENE__V1__ERROR_CODE__ERROR_CODE_BAD_CREDENTIAL;
	}
	if (invite->revoked) {
		err_set(err, ERR_DENIED, "this join code was revoked; ask for a new one");
		return CONVENE__V1__ERROR_CODE__ERROR_CODE_BAD_CREDENTIAL;
	}
	return 0;
}

/* A person's own code is not for masses. */
static bool must_wait(const struct join_request *request, const struct invite_standing *invite,
    uint64_t invite_id, struct admission *out)
{
	out->wait_ms = request->wait_ms != NULL && !invite->personal
	                   ? request->wait_ms(request->context, invite_id)
	                   : 0;
	return out->wait_ms > 0;
}

Convene__V1__ErrorCode conduct_join(struct exercise_file *file, struct batch *batch,
    const struct join_request *request, struct arena *arena, struct admission *out, struct err *err)
{
	uint64_t invite_id;
	struct invite_standing invite;
	const char *name = request->name;
	*out = (struct admission){0};
	uint8_t code_hash[HASH_SIZE];
	Convene__V1__ErrorCode refusal =
	    find_invite(file, request->code, code_hash, &invite_id, &invite, err);
	if (refusal == 0 && request->refusal != 0) {
		err_set(err, ERR_INVALID, "%s", request->flaw);
		refusal = request->refusal;
	}
	if (refusal == 0) {
		struct viewer viewer = viewer_of(file, &invite);
		refusal = conduct_check_history(file, &viewer, &request->history, err);
	}
	if (refusal != 0) {
		return refusal;
	}
	if (request->attempt != NULL) {
		tokens_of_attempt(file, code_hash, request->attempt, out->token);
		out->participant_id = tokens_use(file, out->token, request->wall_ms);
	} else {
		tokens_random(out->token);
	}
	if (out->participant_id != 0) { /* its Welcome was lost */
		return 0;
	}
	if (invite.personal) {
		name = credentials_name(&file->credentials, invite_id);
	}
	if (name[0] == '\0') {
		err_set(err, ERR_INVALID, "a name is needed: how are you called in the exercise?");
		return CONVENE__V1__ERROR_CODE__ERROR_CODE_NAME_REQUIRED;
	}
	struct standing standing;
	if (invite.personal && invite.participant_id != 0 &&
	    exercise_standing(file->engine, invite.participant_id, &standing)) {
		if (standing.removed) {
			err_set(err, ERR_DENIED, "this person was removed from the exercise");
			return CONVENE__V1__ERROR_CODE__ERROR_CODE_REMOVED;
		}
		out->participant_id = invite.participant_id;
	} else if (must_wait(request, &invite, invite_id, out)) {
		err_set(err, ERR_DENIED, "too many new people came with this code at once");
		return CONVENE__V1__ERROR_CODE__ERROR_CODE_THROTTLED;
	} else {
		refusal = join_new(file, batch, invite_id, request->wall_ms, name, arena, out, err);
		if (refusal != 0) {
			return refusal;
		}
		out->invite_id = invite_id;
	}
	tokens_add(file, batch, out->participant_id, out->invite_id != 0, out->token);
	return 0;
}
