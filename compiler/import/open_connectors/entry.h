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
    bool again;        /* the key stood before */
    KnownKey row;
} Entry;

/* Its displayOrder; 1 where it has none. */
long entry_order(const Json *json);
/* Its default; NULL: none. */
const char *entry_default(const Entry *entry);
Entry *entry_find(const Entry *entries, size_t count, const char *key);
/* Whether it is a plain URL: nothing in it that is filled in later. */
bool text_is_url(const char *text);
/* Says what entries tell of an `events webhook` (events.c). */
void events_import_entries(Draft *draft, Entry *entries, size_t count);
/* Says the kind of authentication, and what follows from it for entries. */
void authentication_import(Draft *draft, Entry *entries, size_t count);
/* The same of settings that are fields, when those have names. */
void authentication_import_names(Draft *draft);
/* What the standard descriptions call the connector. */
void keys_find_title(Draft *draft);
/* Picks the row that the entry is closest to. */
void key_choose(Draft *draft, Entry *entry);
/* Lists the standard entries in the `platform` block. */
void keys_import(Draft *draft, Entry *entries, size_t count);

#endif
