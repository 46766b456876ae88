/* platform.h - what the files of this target share.
 *
 * Owns: the state of one emission and the small structures in the platform's
 * own terms (configuration entry, parameter, endpoint) that stand between the
 * model and the JSON. Each is collected first and written in one place, so the
 * layout of a kind of object is known to one function. All of it lives in the
 * arena; nothing outlives the emission.
 */
#ifndef EMIT_OPEN_CONNECTORS_PLATFORM_H
#define EMIT_OPEN_CONNECTORS_PLATFORM_H

#include <stdbool.h>
#include <stddef.h>

#include "base/diag.h"
#include "base/json_writer.h"
#include "base/map.h"
#include "model/model.h"

/* ---- values: values.c ---- */

typedef enum ValueKind {
    VALUE_NOTHING,       /* null: send nothing */
    VALUE_TEXT,          /* a literal, perhaps with ${configuration.key} */
    VALUE_CONFIGURATION, /* text: the key, and nothing around it */
    VALUE_ARGUMENT,      /* argument: passed on as it is */
    VALUE_UNKNOWN        /* the platform can't say it */
} ValueKind;

typedef struct Value {
    ValueKind kind;
    const char *text;
    const Field *argument;
} Value;

/* ---- parameters: parameters.c ---- */

/* One entry of `parameters`. Every text but description is set. With source
 * "response" the sides flip: name is the configuration key to write, and
 * vendor_name the place in the answer. */
typedef struct Parameter {
    const char *name;
    const char *type; /* where the value comes from: query, value ... */
    const char *vendor_name;
    const char *vendor_type; /* where it goes */
    const char *source;      /* "request" or "response" */
    const char *data_type;
    const char *vendor_data_type;
    const char *description;
    const char *converter; /* or NULL */
    const char *sample;    /* or NULL */
    bool required;
} Parameter;

typedef struct Parameters {
    Parameter *items;
    size_t count;
    Assign *computed; /* those that only a hook can work out */
    size_t computed_count;
} Parameters;

/* ---- endpoints: endpoints.c, steps.c; written by resources.c ---- */

/* One entry of `resources`: one method on one path. */
typedef struct Endpoint {
    const Operation *operation;
    const char *type; /* "api", "onProvision" ... */
    const char *method;
    const char *path; /* after /hubs/HUB */
    const char *vendor_method;
    const char *vendor_path;
    const char *description;
    const char *root_key;        /* or NULL */
    const char *next_page_key;   /* or NULL */
    const char *pagination_type; /* NULL: as the connector is paged */
    bool paged;
    const char *object_name; /* or NULL */
    const Type *response;    /* of the model, after root_key; or NULL */
    Parameters parameters;
} Endpoint;

typedef struct Endpoints {
    Endpoint *items;
    size_t count;
    Map offers; /* "GET /users/{}" to the Operation offered there */
} Endpoints;

/* ---- the emission ---- */

/* A way in that is carried. */
typedef struct Way {
    const Auth *auth;
    const char *type; /* "basic", "custom", "oauth2" */
} Way;

typedef struct Platform {
    const Connector *connector;
    Arena *arena;
    Diags *diags;
    JsonWriter json;
    const char *hub;
    Way *ways; /* at least one, of different types */
    size_t way_count;
    const char **config_keys; /* the key of each field of the configuration */
    const char **slot_keys;   /* of each stored value; NULL: nothing that is
                                 carried stores it */
    const Choice *paging;     /* how all lists are paged; NULL: not at all */
    Parameters global;
    Endpoints endpoints;
    const Choice **xml; /* of which was said that the platform does it its own
                           way */
    size_t xml_count;
} Platform;

#endif
