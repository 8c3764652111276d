#include "server/store/store.h"

const char *const store_columns[STORE_KIND_COUNT] = {
#define X(kind, columns) [kind] = (columns),
    STORE_KINDS(X)
#undef X
};
