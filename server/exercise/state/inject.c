/*
 * An inject's memory and digest. The content may be long and seldom changes, while people keep
 * reading and answering: so its hash is kept, and whoever changes the content says that it no
 * longer holds (`content_hashed`).
 */
#include "server/exercise/state/inject.h"

#include "server/exercise/ground/audience.h"
#include "server/exercise/ground/digest.h"

#include <stdlib.h>

void inject_free(struct inject *inject)
{
	free(inject->id);
	free(inject->content);
	free(inject);
}

void inject_digest(struct inject *inject, struct digest_form *form)
{
	if (!inject->content_hashed) {
		const void *content = inject->content != NULL ? (const void *)inject->content : "";
		form->hash(content, inject->content_size, inject->content_hash);
		inject->content_hashed = true;
	}
	digest_put_text(form, inject->id);
	digest_put(form, inject->order);
	digest_put(form, inject->revision);
	digest_put(form, inject->status);
	digest_put(form, inject->on_release);
	digest_put(form, (uint64_t)inject->due_ms);
	digest_put(form, (uint64_t)inject->not_before_ms);
	digest_put(form, inject->changed_by);
	digest_put(form, inject->delivered_seq);
	set_digest(&inject->to, form);
	digest_put_bytes(form, inject->content_hash, sizeof inject->content_hash);
	digest_put(form, inject->reads);
	digest_put(form, inject->reads_sum);
	digest_put(form, inject->answers);
	digest_put(form, inject->answers_sum);
}
