#include "server/exercise/state/thread.h"

#include "server/exercise/ground/audience.h"
#include "server/exercise/ground/digest.h"
#include "server/exercise/ground/limits.h"

void thread_digest(const struct thread *thread, struct digest_form *form)
{
	digest_put(form, thread->id);
	for (size_t i = 0; i < TEAMS_MAX / 64; i++) {
		digest_put(form, thread->parties.teams.words[i]);
	}
	for (size_t i = 0; i < ENTITIES_MAX / 64; i++) {
		digest_put(form, thread->parties.entities.words[i]);
	}
	digest_put(form, thread->parties.control);
	digest_put(form, thread->messages);
	digest_put(form, thread->messages_sum);
	digest_put(form, thread->reads);
	digest_put(form, thread->reads_sum);
}
