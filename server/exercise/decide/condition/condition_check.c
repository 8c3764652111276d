/*
 * A condition of a controller's is tried by compiling it: the patterns are thrown away, and what
 * the compiler says is what the controller is told. So what is accepted here is what will be
 * compiled when the event is applied. Two conditions are the same if they are encoded alike.
 */
#include "server/exercise/decide/condition/condition_check.h"

#include "convene/v1/condition.pb-c.h"
#include "convene/v1/scenario.pb-c.h"
#include "server/exercise/condition/condition.h"
#include "server/exercise/decide/draft.h"
#include "server/exercise/ground/library.h"
#include "server/exercise/ground/limits.h"
#include "server/exercise/pattern/compile.h"
#include "server/exercise/state/state.h"

#include <stdlib.h>
#include <string.h>

bool condition_same(struct deciding *deciding, const Convene__V1__Condition *left,
    const Convene__V1__Condition *right)
{
	if (left == NULL || right == NULL) {
		return left == right;
	}
	size_t size = convene__v1__condition__get_packed_size(left);
	if (size != convene__v1__condition__get_packed_size(right)) {
		return false;
	}
	uint8_t *bytes = draft_array(deciding, 2, size + 1);
	if (bytes == NULL) {
		return false;
	}
	convene__v1__condition__pack(left, bytes);
	convene__v1__condition__pack(right, bytes + size);
	return memcmp(bytes, bytes + size, size) == 0;
}

bool condition_check_inject(struct deciding *deciding, const Convene__V1__Inject *inject)
{
	struct compiling compiling = {.exercise = deciding->exercise};
	const char *group = inject->group;
	if (*group != '\0' &&
	    library_index(&deciding->exercise->library, LIBRARY_ALTERNATIVES, group) < 0) {
		return REFUSE(deciding, NOT_FOUND,
		    "there are no alternatives \"%s\"; the scenario has them all", group);
	}
	if (inject->delay_ms < 0 || inject->delay_ms > EXERCISE_MS_MAX) {
		return REFUSE(deciding, INVALID, "delay_ms is out of range; give a time from 0 on");
	}
	if (inject->when == NULL) {
		return true;
	}
	struct condition tried;
	if (!condition_compile(&compiling, inject->when, &tried)) {
		return REFUSE(deciding, INVALID, "the condition cannot be used: %s", compiling.why);
	}
	free(tried.patterns);
	return true;
}
