/* authentication.h - the ways in: which are carried, and what they send. */
#ifndef EMIT_OPEN_CONNECTORS_AUTHENTICATION_H
#define EMIT_OPEN_CONNECTORS_AUTHENTICATION_H

#include "emit/open_connectors/platform.h"

/* What the user gives for a way in: the platform looks for it under a key. */
typedef struct Credential {
    const char *type, *setting;
    const char *key, *name, *screen; /* of the entry */
    bool secret;
} Credential;

/* The credential of that number; NULL behind the last. */
const Credential *authentication_credential(size_t i);
/* Whether a way in takes user name and password. */
bool authentication_takes_password(const Platform *platform);
/* Fills in platform->ways. The platform tells ways apart by their type, so of
 * several of one type the first is carried; the others are warned about. */
void authentication_plan(Platform *platform);
/* The way of that type ("basic"), or NULL. */
const Way *authentication_way(const Platform *platform, const char *type);
/* Adds what the ways send with every request to the global parameters. */
void authentication_add_parameters(Platform *platform);
/* With several ways in: the type of the one that alone uses that field of the
 * configuration, if nothing else does; else NULL. */
const char *authentication_group(const Platform *platform, const Field *field);

#endif
