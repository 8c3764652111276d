#include "server/admin/summary.h"

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
	};

	return texts[phase];
}

Convene__V1__ExerciseSummary *summary_of_file(
    struct arena *arena, const struct exercise_file *file, int64_t wall_ms)
{
	const struct exercise *engine = file->engine;
	Convene__V1__ExerciseSummary *summary = arena_alloc(arena, sizeof(*summary));

	if (summary == NULL)
		return NULL;
	convene__v1__exercise_summary__init(summary);
	summary->exercise_id = text(arena, exercise_id(engine));
	summary->title = text(arena, exercise_title(engine));
	summary->state = text(arena, phase_text(exercise_phase(engine)));
	summary->head_seq = exercise_head(engine);
	summary->exercise_ms = exercise_time(engine, wall_ms);
	summary->participants = (uint32_t)file->credentials.person_count;
	return summary->exercise_id && summary->title && summary->state ? summary : NULL;
}

Convene__V1__ExerciseSummary *summary_of_unavailable(
    struct arena *arena, const char *exercise_id, const char *why)
{
	Convene__V1__ExerciseSummary *summary = arena_alloc(arena, sizeof(*summary));

	if (summary == NULL)
		return NULL;
	convene__v1__exercise_summary__init(summary);
	summary->exercise_id = text(arena, exercise_id);
	summary->state = text(arena, why);
	return summary->exercise_id && summary->state ? summary : NULL;
}

static int compare_id(const void *a, const void *b)
{
	const Convene__V1__InviteSummary *first = *(Convene__V1__InviteSummary *const *)a;
	const Convene__V1__InviteSummary *second = *(Convene__V1__InviteSummary *const *)b;

	return first->invite_id < second->invite_id ? -1 : first->invite_id > second->invite_id;
}

Convene__V1__InviteSummary **summary_of_invites(
    struct arena *arena, const struct exercise_file *file, size_t *count)
{
	const struct credential_table *table = &file->credentials.invites;
	Convene__V1__InviteSummary **list = arena_array(arena, table->count + 1, sizeof(*list));

	*count = 0;
	for (size_t i = 0; list != NULL && i < table->cap; i++) {
		Convene__V1__InviteSummary *summary;
		struct invite_standing invite;

		if (table->rows[i].id == 0 ||
		    !exercise_invite(file->engine, table->rows[i].id, &invite))
			continue;
		summary = arena_alloc(arena, sizeof(*summary));
		if (summary == NULL)
			break;
		convene__v1__invite_summary__init(summary);
		summary->invite_id = table->rows[i].id;
		summary->role = invite.role;
		summary->team_id = text(arena, invite.team_id);
		summary->person_name =
		    text(arena, credentials_invite_name(&file->credentials, summary->invite_id));
		summary->revoked = invite.revoked;
		if (summary->team_id == NULL || summary->person_name == NULL)
			break;
		list[(*count)++] = summary;
	}
	if (list != NULL)
		qsort(list, *count, sizeof(*list), compare_id);
	return list;
}
