/* objects.h - `objects` of the definition: what a connector is about. */
#ifndef EMIT_OPEN_CONNECTORS_OBJECTS_H
#define EMIT_OPEN_CONNECTORS_OBJECTS_H

#include "emit/open_connectors/platform.h"

/* A member of an object. */
typedef struct ObjectMember {
    const char *setting; /* of an `object` block */
    const char *member;
    /* What it is where nothing is said, as a JSON text: of an object, and of
     * one that is a resource with a key; "=": what is known of that, "": not
     * there. */
    const char *plain, *keyed;
} ObjectMember;

/* Row number `i` of the table of members; NULL behind the last. */
const ObjectMember *object_member_at(size_t i);
/* A bool that says whether something is told of, and the word for that. */
typedef struct ObjectEvent {
    const char *word, *member;
} ObjectEvent;
const ObjectEvent *object_event_at(size_t i);
/* What a plain object has where the source doesn't say it; `bulk`: it says
 * `bulk_download`. */
const char *object_plain(const ObjectMember *row, bool bulk);

/* Writes `objects` of the definition. */
void objects_write(Platform *platform);
/* How that date is written, in the platform's words, which are those of Java's
 * SimpleDateFormat; it has none for seconds since 1970: NULL. */
const char *object_date_format(const Field *field);

#endif
