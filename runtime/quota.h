/* quota.h - what an answer says of the caller's quota.
 *
 * Owns: reading the headers; conn_quota itself is public.
 */
#ifndef CONN_QUOTA_H
#define CONN_QUOTA_H

#include "transport.h"

/* `now` is in seconds since 1970, for headers that say a time. */
conn_quota conn_quota_of(const conn_http_response *response, int64_t now);

#endif
