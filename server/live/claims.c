/* A ring without an index: it is looked through when somebody refers to a document that others have
 * brought in, which is seldom. */
#include "server/live/claims.h"

#include <string.h>

bool claims_has(
    const struct claims *claims, uint64_t participant_id, const uint8_t sha256[HASH_SIZE])
{
	for (unsigned i = 0; i < CLAIMS_MAX; i++) {
		if (claims->rows[i].participant_id == participant_id &&
		    memcmp(claims->rows[i].sha256, sha256, HASH_SIZE) == 0) {
			return true;
		}
	}
	return false;
}

void claims_add(struct claims *claims, uint64_t participant_id, const uint8_t sha256[HASH_SIZE])
{
	struct claim *row = &claims->rows[claims->next];
	if (claims_has(claims, participant_id, sha256)) {
		return;
	}
	row->participant_id = participant_id;
	memcpy(row->sha256, sha256, HASH_SIZE);
	claims->next = (claims->next + 1) % CLAIMS_MAX;
}
