/* paging.h - how lists are paged, as `paginate`. */
#ifndef IMPORT_OPEN_CONNECTORS_PAGING_H
#define IMPORT_OPEN_CONNECTORS_PAGING_H

#include "import/open_connectors/entry.h"

/* Finds which lists are paged, and what most of them do. Before all that reads
 * entries or resources. */
void paging_plan_import(Draft *draft);
/* What entries are where that is said. */
void paging_import_entries(Draft *draft, Entry *entries, size_t count);
/* The same of the first page's number, which is an entry of its own: when it is
 * known which form each entry has. */
void paging_import_start(Draft *draft, Entry *entries, size_t count);
/* Puts what most lists do. */
void paging_import_properties(Draft *draft);
/* Takes arguments of pages from their operations. After models_import, before
 * arguments_fold. */
void paging_import(Draft *draft);

#endif
