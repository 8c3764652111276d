/* The columns of each kind of row, for every store alike. */
#include "server/store/store.h"

const char *const store_columns[STORE_KIND_COUNT] = {
#define X(kind, columns) [kind] = (columns),
    STORE_KINDS(X)
#undef X
};
