/* arguments.h - parameters of a resource while they become arguments, a path
 * and what an operation sends by itself. */
#ifndef IMPORT_OPEN_CONNECTORS_ARGUMENTS_H
#define IMPORT_OPEN_CONNECTORS_ARGUMENTS_H

#include "import/open_connectors/draft.h"

typedef struct Parameter {
    const char *type, *name;
    const char *vendor_type, *vendor_name;
    const char *data, *vendor_data;
    const char *description;
    const char *converter, *sample;
    bool required;
} Parameter;

/* Where an argument stands: `from` is what the platform takes it for. */
typedef struct PlaceRow {
    const char *vendor_type, *type; /* type NULL: any other */
    const char *block, *from;
} PlaceRow;

enum {
    PLACE_OF_PATH,
    PLACE_COUNT = 8,
    PLACE_NOWHERE = PLACE_COUNT - 1 /* `args` */
};
extern const PlaceRow argument_places[PLACE_COUNT];

/* The lines of each block while an operation is read. */
typedef struct Arguments {
    Draft *draft;
    DraftOp *op;
    const char *path; /* the platform's */
    Map taken;        /* names of arguments */
    Buf headers;
    Map sent_names;        /* place and name of what is sent */
    Buf sent[PLACE_COUNT]; /* in `parameters` */
} Arguments;

/* ---- arguments.c ---- */

/* The place that a parameter goes to; PLACE_COUNT: none has it. */
size_t argument_place(const Parameter *p);
/* Puts its `///` lines. */
void argument_put_description(Buf *out, const Parameter *p);
/* Whether the caller of the platform gives what has that `type`. */
bool argument_is_given(const char *type);
/* Whether its name can be an argument's, and is not taken yet. */
bool argument_has_name(const Arguments *all, const Parameter *p);
/* Adds the text of an argument, which it frees. */
void argument_put_line(Arguments *all, const char *block, const char *name,
                       Buf *text);
/* Adds it as an argument in the block of a place. */
void argument_put(Arguments *all, const Parameter *p, size_t place);

/* ---- arguments_sent.c: what is sent without an argument ---- */

void argument_put_sent(Arguments *all, const Parameter *p);

/* ---- arguments_path.c: the path, and under which the platform offers it ----
 */

void argument_import_path(Arguments *all, const Parameter *list, size_t count);
void argument_import_expose(Arguments *all);

#endif
