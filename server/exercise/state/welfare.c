/*
 * What of calls for welfare is in the digest: numbers and sums. The calls themselves are the
 * participants'.
 */
#include "server/exercise/state/welfare.h"

#include "server/exercise/ground/digest.h"

#include <stdlib.h>

void welfare_call_free(struct welfare_call *call)
{
	if (call != NULL) {
		free(call->text);
		free(call);
	}
}

void welfare_digest(const struct welfare *welfare, struct digest_form *form)
{
	digest_put(form, welfare->open);
	digest_put(form, welfare->open_sum);
	digest_put(form, welfare->answered);
	digest_put(form, welfare->answered_sum);
}
