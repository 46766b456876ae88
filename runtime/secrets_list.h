/* secrets_list.h - the list that secrets.c fills and redact.c searches. */
#ifndef CONN_SECRETS_LIST_H
#define CONN_SECRETS_LIST_H

#include "secrets.h"

typedef struct conn_secret {
    struct conn_secret *link;
    conn_str text;
    bool within; /* of base64 that holds more than the secret */
} conn_secret;

#endif
