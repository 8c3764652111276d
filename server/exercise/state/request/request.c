/*
 * A request's memory and digest. In the digest the content is the hash of how it is encoded: every
 * field of it counts, also one that is added later.
 */
#include "server/exercise/state/request/request.h"

#include "convene/v1/condition.pb-c.h"
#include "proto/xalloc.h"
#include "server/exercise/ground/digest.h"
#include "server/exercise/ground/hash.h"
#include "server/exercise/ground/index.h"

#include <stdlib.h>
#include <string.h>

void request_free(void *object)
{
	struct request_file *request = object;
	if (request->content != NULL) {
		convene__v1__request_content__free_unpacked(request->content, NULL);
	}
	free(request);
}

void requests_deinit(struct requests *requests)
{
	objects_deinit(&requests->list, request_free);
	free(requests->moments);
	memset(requests, 0, sizeof *requests);
}

static void put_limit(const struct request_limit *limit, struct digest_form *form)
{
	digest_put(form, (uint64_t)limit->due_story_ms);
	digest_put(form, (uint64_t)limit->remind_story_ms);
	digest_put(form, limit->reminded);
	digest_put(form, limit->overdue);
}

void request_digest(const struct request_file *request, struct digest_form *form)
{
	digest_put(form, request->id);
	digest_put(form, request->state);
	digest_put(form, (uint64_t)(request->from_team + 1));
	digest_put(form, (uint64_t)(request->to_team + 1));
	digest_put(form, (uint64_t)(request->to_entity + 1));
	digest_put(form, (uint64_t)(request->instrument + 1));
	digest_put(form, request->complete);
	digest_put(form, request->sent_seq);
	digest_put(form, request->revision);
	digest_put(form, request->drafted_by);
	put_limit(&request->acknowledge, form);
	put_limit(&request->answer, form);
	if (request->content != NULL) {
		size_t len = convene__v1__request_content__get_packed_size(request->content);
		uint8_t *bytes = xcalloc(1, len + 1);
		convene__v1__request_content__pack(request->content, bytes);
		uint8_t digest[DIGEST_SIZE];
		form->hash(bytes, len, digest);
		free(bytes);
		digest_put_bytes(form, digest, sizeof digest);
	}
}
