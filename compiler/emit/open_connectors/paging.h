/* paging.h - how lists are paged: one way for the whole connector. */
#ifndef EMIT_OPEN_CONNECTORS_PAGING_H
#define EMIT_OPEN_CONNECTORS_PAGING_H

#include "emit/open_connectors/platform.h"

/* Chooses platform->paging: that of setup if the platform has it, else the
 * first it has among the operations. */
void paging_plan(Platform *platform);
/* Values of pagination.type, .max and .page.startindex; NULL: no value. */
const char *paging_type(const Platform *platform);
const char *paging_max(const Platform *platform);
const char *paging_start(const Platform *platform);

#define PAGING_SIZE_DESCRIPTION                                                \
    "The number of resources to return in a given page"
/* Of the kinds of the language that the platform has: the argument that the
 * platform's caller gives, and what is said of it. */
const char *paging_argument(const char *kind);
const char *paging_description(const char *kind);

/* True if the platform pages this operation; warns about what is lost if not,
 * and about details that it does not know. */
bool paging_is_carried(Platform *platform, const Operation *operation);
/* Adds the page parameters, root key and next page key of a carried one. */
void paging_apply(Platform *platform, Endpoint *endpoint);
/* True if the platform's own parameters stand for that one of the source. */
bool paging_replaces(const Operation *operation, const Param *param);
/* For one that is not carried: what its pages are asked for with becomes plain
 * arguments, as far as there is any, and its size is sent all the same. */
void paging_apply_by_hand(Platform *platform, Endpoint *endpoint);

#endif
