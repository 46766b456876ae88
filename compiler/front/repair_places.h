/* repair_places.h - where a lost sign may have stood, the likeliest first. */
#ifndef FRONT_REPAIR_PLACES_H
#define FRONT_REPAIR_PLACES_H

#include "front/parse_context.h"

/* What one reading of a region showed, and the places found in it. */
typedef struct Places {
    Arena *arena;
    const char *text; /* of the file */
    Span region;
    const Token *tokens;
    size_t token_count;
    Patch *items;
    size_t count;
    size_t most; /* more than are tried anyway */
} Places;

/* For `excess` more `open` than `close`, or fewer where it is negative. */
void places_of_bracket(Places *places, char open, char close, long excess);
/* For a string that starts at `start` and is not closed on its line. */
void places_of_quote(Places *places, uint32_t start);
/* For a `${` whose string starts at `start`. */
void places_of_interpolation(Places *places, uint32_t start);
/* For a `"""` at `start` that has no partner behind it. */
void places_of_block_string(Places *places, uint32_t start);

#endif
