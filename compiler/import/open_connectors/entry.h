/* entry.h - entries of a configuration while they are read. */
#ifndef IMPORT_OPEN_CONNECTORS_ENTRY_H
#define IMPORT_OPEN_CONNECTORS_ENTRY_H

#include "emit/open_connectors/known.h"
#include "import/open_connectors/draft.h"

typedef struct Entry {
    const Json *json;
    const char *key;
    const char *name;  /* of a field of its own, or NULL */
    bool known, older; /* it has a row in the platform's table */
    bool derived;      /* it follows from properties or authentication ... */
    const char *value; /* ... with this default, or from the row; NULL: none */
    bool used;         /* a parameter or a URL names it */
    KnownKey row;
} Entry;

/* Its displayOrder; 1 where it has none. */
long entry_order(const Json *json);
/* What the standard descriptions call the connector. */
void keys_find_title(Draft *draft);
/* Picks the row that the entry is closest to. */
void key_choose(Draft *draft, Entry *entry);
/* Lists the standard entries in the `platform` block. */
void keys_import(Draft *draft, Entry *entries, size_t count);

#endif
