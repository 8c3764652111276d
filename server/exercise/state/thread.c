/*
 * What of a thread is in the digest. Its messages and who read them are numbers and sums: they only
 * grow.
 */
#include "server/exercise/state/thread.h"

#include "server/exercise/ground/audience.h"
#include "server/exercise/ground/digest.h"
#include "server/exercise/ground/limits.h"

void thread_digest(const struct thread *thread, struct digest_form *form)
{
	digest_put(form, thread->id);
	digest_put(form, thread->channel);
	set_digest(&thread->parties.teams, form);
	set_digest(&thread->parties.entities, form);
	digest_put(form, thread->parties.control);
	digest_put(form, thread->messages);
	digest_put(form, thread->messages_sum);
	digest_put(form, thread->reads);
	digest_put(form, thread->reads_sum);
	if (thread->corrections != 0) {
		digest_put(form, thread->corrections);
		digest_put(form, thread->corrections_sum);
	}
}
