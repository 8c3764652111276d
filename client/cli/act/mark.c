#include "client/cli/act/mark.h"

static void begin(struct mark *mark)
{
	convene__v1__command__init(&mark->command);
	convene__v1__mark_read__init(&mark->read);
	mark->command.body_case = CONVENE__V1__COMMAND__BODY_MARK_READ;
	mark->command.mark_read = &mark->read;
	mark->read.inject_ids = mark->inject_ids;
	mark->read.message_ids = mark->message_ids;
	mark->read.corrected = mark->corrected;
}

void mark_inject(struct mark *mark, const struct view *view, const struct view_inject *inject)
{
	begin(mark);
	if (inject->read_by_me || view->role != CONVENE__V1__ROLE__ROLE_PLAYER) {
		return;
	}
	/* packed only, never written to */
	mark->inject_ids[0] = (char *)(uintptr_t)inject->id;
	mark->read.n_inject_ids = 1;
}

bool mark_is_empty(const struct mark *mark)
{
	return mark->read.n_inject_ids + mark->read.n_message_ids + mark->read.n_corrected == 0;
}

static void mark_corrected(struct mark *mark, const struct view_message *message)
{
	size_t count = mark->read.n_corrected;
	if (count < MARK_MAX) {
		convene__v1__corrected_text__init(&mark->texts[count]);
		mark->texts[count].message_id = message->id;
		mark->texts[count].revision = message->corrected->revision;
		mark->corrected[count] = &mark->texts[count];
		mark->read.n_corrected++;
	}
}

void mark_thread(struct mark *mark, const struct view *view, uint64_t thread_id)
{
	begin(mark);
	/* whether the others read is nobody's business: the server refuses it */
	if (view->role != CONVENE__V1__ROLE__ROLE_PLAYER &&
	    view->role != CONVENE__V1__ROLE__ROLE_SIMULATOR &&
	    view->role != CONVENE__V1__ROLE__ROLE_CONTROLLER) {
		return;
	}
	for (size_t i = view->message_count; i > 0; i--) {
		const struct view_message *message = &view->messages[i - 1];
		if (message->posted->thread_id != thread_id || message->read_by_me ||
		    view_is_mine(view, message)) {
			continue;
		}
		if (message->corrected != NULL) {
			mark_corrected(mark, message);
		} else if (mark->read.n_message_ids < MARK_MAX) {
			mark->message_ids[mark->read.n_message_ids++] = message->id;
		}
	}
}
