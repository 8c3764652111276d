/* Exercises and invites as administration tells of them. The table of codes has no order, so the
 * list is sorted by number afterwards. People are gone through twice, to be counted and then to be
 * filled in: each invite's list has the room that it needs. */
#include "server/admin/summary.h"
#include "proto/id_map.h"

#include "proto/list.h"

#include <stdlib.h>
#include <string.h>

static char *text(struct arena *arena, const char *value)
{
	return arena_text(arena, value, strlen(value));
}

static const char *phase_text(enum exercise_phase phase)
{
	static const char *const texts[] = {
	    [PHASE_PLANNED] = "planned",
	    [PHASE_RUNNING] = "running",
	    [PHASE_PAUSED] = "paused",
	    [PHASE_ENDED] = "ended",
	    [PHASE_CLOSED] = "closed",
	};

	return texts[phase];
}

Convene__V1__ExerciseSummary *summary_of_unavailable(
    struct arena *arena, const char *exercise_id, const char *state, const char *problem)
{
	Convene__V1__ExerciseSummary *summary = arena_alloc(arena, sizeof(*summary));
	if (summary == NULL) {
		return NULL;
	}
	convene__v1__exercise_summary__init(summary);
	summary->exercise_id = text(arena, exercise_id);
	summary->state = text(arena, state);
	summary->problem = text(arena, problem);
	return summary->exercise_id && summary->state && summary->problem ? summary : NULL;
}

Convene__V1__ExerciseSummary *summary_of_file(
    struct arena *arena, const struct exercise_file *file, int64_t wall_ms)
{
	const struct exercise *engine = file->engine;
	Convene__V1__ExerciseSummary *summary = summary_of_unavailable(
	    arena, exercise_id(engine), phase_text(exercise_phase(engine)), "");
	if (summary == NULL) {
		return NULL;
	}
	summary->title = text(arena, exercise_title(engine));
	summary->head_seq = exercise_head(engine);
	summary->exercise_ms = exercise_time(engine, wall_ms);
	summary->duration_ms = exercise_duration(engine);
	summary->participants = (uint32_t)file->credentials.person_count;
	summary->created_wall_ms = file->created_ms;
	return summary->title != NULL ? summary : NULL;
}

/* What is to be done before it is taken away. */
static const char *way_out(bool deletes, const struct err *closed)
{
	if (closed == NULL) {
		return deletes ? ": end it, or put it into the archive with `convened archive "
		                 "--yes` first"
		               : ", and there may be people in it: end it first; or with --yes it "
		                 "stops as it is, whoever is in it is told, and after `convened "
		                 "restore` it goes on from there";
	}
	/* what is to be done about that, the failure says */
	if (closed->code == ERR_BUSY) {
		return deletes
		           ? "; with --unopened-too it is deleted as it is, unless another "
		             "process writes it"
		           : "; with --yes it is put away as it is, if its file is whole and no "
		             "other process writes it";
	}
	return deletes ? ": mend that, or with --unopened-too it is deleted as it is"
	               : ": mend that, or with --yes it is put away as it is, if its file is whole";
}

const char *summary_objection(
    struct arena *arena, bool deletes, enum progress progress, const struct err *closed)
{
	const char *way = way_out(deletes, closed);
	const char *why = closed != NULL ? closed->text : "it is not open";
	if (progress == PROGRESS_NONE) {
		return NULL;
	}
	if (progress != PROGRESS_UNKNOWN && closed == NULL) {
		return arena_printf(arena, "the exercise has begun and has not ended%s", way);
	}
	if (progress != PROGRESS_UNKNOWN) {
		return arena_printf(arena,
		    "the exercise has begun and has not ended, and has stopped meanwhile (%s)%s",
		    why, way);
	}
	/* of one that somebody else has open nothing is known, and the failure says what to do */
	if (closed != NULL && closed->code == ERR_BUSY) {
		return why;
	}
	return arena_printf(arena,
	    "the exercise cannot be opened, so nobody knows whether it has begun and has not ended "
	    "(%s)%s",
	    why, way);
}

static int compare_age(const void *a, const void *b)
{
	const Convene__V1__ExerciseSummary *first = *(Convene__V1__ExerciseSummary *const *)a;
	const Convene__V1__ExerciseSummary *second = *(Convene__V1__ExerciseSummary *const *)b;
	if (first->created_wall_ms != second->created_wall_ms) {
		return first->created_wall_ms > second->created_wall_ms ? -1 : 1;
	}
	return strcmp(first->exercise_id, second->exercise_id);
}

void summary_sort(Convene__V1__ExerciseSummary **list, size_t count)
{
	qsort(list, count, sizeof(Convene__V1__ExerciseSummary *), compare_age);
}

/* Where those who joined go: room for as many as there are in all, shared by the invites. */
struct gathering {
	struct arena *arena;              /* borrowed: outlives this */
	const struct exercise_file *file; /* borrowed: outlives this */
	summary_connected_fn *connected;
	const void *context;               /* borrowed: outlives this */
	Convene__V1__InviteSummary **list; /* borrowed: the arena's; as they were issued */
	size_t count;
	struct id_map places; /* in the list */
};

static Convene__V1__InvitePerson *summary_of_person(
    const struct gathering *gathering, uint64_t participant_id, const struct standing *standing)
{
	Convene__V1__InvitePerson *person = arena_alloc(gathering->arena, sizeof(*person));
	if (person == NULL) {
		return NULL;
	}
	convene__v1__invite_person__init(person);
	person->participant_id = participant_id;
	person->name =
	    text(gathering->arena, credentials_name(&gathering->file->credentials, participant_id));
	person->removed = standing->removed;
	person->connected = gathering->connected != NULL &&
	                    gathering->connected(gathering->context, participant_id);
	return person->name != NULL ? person : NULL;
}

/* Twice over the people: how many belong to each invite, then who. False: no memory. */
static bool gather(const struct gathering *gathering)
{
	const struct credentials *credentials = &gathering->file->credentials;
	for (int filling = 0; filling < 2; filling++) {
		for (size_t i = 0; i < credentials->person_count; i++) {
			uint64_t id = credentials->people[i].participant_id;
			Convene__V1__InviteSummary *const *found = NULL;
			struct standing standing;
			if (exercise_standing(gathering->file->engine, id, &standing)) {
				found = ID_MAP_FIND(
				    &gathering->places, gathering->list, standing.invite_id);
			}
			if (found == NULL) {
				continue;
			}
			Convene__V1__InviteSummary *summary = *found;
			if (filling) {
				summary->joined[summary->n_joined] =
				    summary_of_person(gathering, id, &standing);
				if (summary->joined[summary->n_joined] == NULL) {
					return false;
				}
			}
			summary->n_joined++;
		}
		for (size_t i = 0; i < gathering->count && !filling; i++) {
			Convene__V1__InviteSummary *summary = gathering->list[i];
			summary->joined = arena_array(
			    gathering->arena, summary->n_joined + 1, sizeof(*summary->joined));
			if (summary->joined == NULL) {
				return false;
			}
			summary->n_joined = 0;
		}
	}
	return true;
}

static const char *team_name(const Convene__V1__ExerciseCreated *created, const char *team_id)
{
	for (size_t i = 0; created != NULL && i < created->n_teams; i++) {
		if (strcmp(created->teams[i]->id, team_id) == 0 &&
		    created->teams[i]->name != NULL) {
			return created->teams[i]->name->value;
		}
	}
	return "";
}

/* Of one invite, as yet without those who joined with it; NULL: no memory. */
static Convene__V1__InviteSummary *summary_of_invite(
    struct arena *arena, const struct exercise_file *file, uint64_t id)
{
	struct invite_standing invite;
	Convene__V1__InviteSummary *summary = arena_alloc(arena, sizeof(*summary));
	if (summary == NULL || !exercise_invite(file->engine, id, &invite)) {
		return NULL;
	}
	convene__v1__invite_summary__init(summary);
	summary->invite_id = id;
	summary->role = invite.role;
	summary->team_id = text(arena, invite.team_id);
	summary->person_name = text(arena, credentials_name(&file->credentials, id));
	summary->team_name = text(arena, team_name(file->created, invite.team_id));
	summary->revoked = invite.revoked;
	bool whole =
	    summary->team_id != NULL && summary->person_name != NULL && summary->team_name != NULL;
	return whole ? summary : NULL;
}

Convene__V1__InviteSummary **summary_of_invites(struct arena *arena,
    const struct exercise_file *file, summary_connected_fn *connected, const void *context,
    size_t *count)
{
	size_t invites = exercise_invite_count(file->engine);
	struct gathering gathering = {.arena = arena,
	    .file = file,
	    .connected = connected,
	    .context = context,
	    .list = arena_array(arena, invites + 1, sizeof(*gathering.list))};
	*count = 0;
	for (size_t i = 0; gathering.list != NULL && i < invites; i++) {
		uint64_t id = exercise_invite_at(file->engine, i);
		gathering.list[i] = summary_of_invite(arena, file, id);
		if (gathering.list[i] == NULL) {
			gathering.list = NULL;
		} else {
			id_map_add(&gathering.places, id, i);
			gathering.count++;
		}
	}
	bool whole = gathering.list != NULL && gather(&gathering);
	id_map_deinit(&gathering.places);
	*count = gathering.count;
	return whole ? gathering.list : NULL;
}

Convene__V1__IssuedInvite **summary_of_issued(
    struct arena *arena, const struct issued *issued, size_t count)
{
	Convene__V1__IssuedInvite **list = arena_array(arena, count + 1, sizeof(*list));
	for (size_t i = 0; list != NULL && i < count; i++) {
		list[i] = arena_alloc(arena, sizeof(*list[i]));
		if (list[i] == NULL) {
			return NULL;
		}
		convene__v1__issued_invite__init(list[i]);
		list[i]->invite_id = issued[i].invite_id;
		list[i]->join_code = text(arena, issued[i].join_code);
		if (list[i]->join_code == NULL) {
			return NULL;
		}
	}
	return list;
}

char **summary_of_names(struct arena *arena, const struct buf *lines, size_t *count)
{
	const char *at = (const char *)lines->data, *end = at + lines->len;
	size_t most = 0;
	for (size_t i = 0; i < lines->len; i++) {
		most += lines->data[i] == '\n';
	}
	char **list = arena_array(arena, most + 1, sizeof(*list));
	*count = 0;
	while (list != NULL && at < end && *count < most) {
		size_t len = (size_t)((const char *)memchr(at, '\n', (size_t)(end - at)) - at);
		list[*count] = arena_text(arena, at, len);
		if (list[*count] == NULL) {
			break;
		}
		(*count)++;
		at += len + 1;
	}
	return list;
}
