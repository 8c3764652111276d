/* Only what both have in common: a server adds where it is reached, and waits for the disk. */
#include "server/admin/answer.h"

#include <string.h>

bool answer_invites(Convene__V1__AdminReply *reply, struct arena *arena,
    const struct exercise_file *file, summary_connected_fn *connected, const void *context)
{
	reply->invites = summary_of_invites(arena, file, connected, context, &reply->n_invites);
	reply->exercise = file->created;
	return reply->invites != NULL;
}

bool answer_issued(Convene__V1__AdminReply *reply, struct arena *arena,
    const struct exercise_file *file, const struct issued *issued, size_t count)
{
	reply->issued = summary_of_issued(arena, issued, count);
	reply->n_issued = reply->issued != NULL ? count : 0;
	reply->exercise = file->created;
	return reply->issued != NULL;
}

bool answer_command(Convene__V1__AdminReply *reply, struct arena *arena,
    const struct decision *decision, const char *join_code)
{
	Convene__V1__CommandResult *result = arena_alloc(arena, sizeof(*result));
	if (result == NULL) {
		return false;
	}
	convene__v1__command_result__init(result);
	result->error = decision->refusal;
	result->object_id = decision->made;
	result->unchanged = decision_changed_nothing(decision);
	result->join_code = arena_text(arena, join_code, strlen(join_code));
	reply->result = result;
	return result->join_code != NULL;
}
