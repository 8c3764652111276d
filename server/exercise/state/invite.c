/* What of an invite is in the digest. */
#include "server/exercise/state/invite.h"

#include "server/exercise/ground/digest.h"

void invite_digest(const struct invite *invite, struct digest_form *form)
{
	digest_put(form, invite->id);
	digest_put(form, invite->role);
	digest_put(form, (uint64_t)(invite->team + 1));
	digest_put(form, invite->personal);
	digest_put(form, invite->revoked);
	digest_put(form, invite->participant_id);
}
