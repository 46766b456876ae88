/* etcd_check.h - what the parts of etcd's program share.
 *
 * Owns: putting and getting one key, and the steps of etcd_keys.c.
 */
#ifndef INTEROP_ETCD_CHECK_H
#define INTEROP_ETCD_CHECK_H

#include "check.h"
#include "etcd.h"

/* A key that etcd_keys.c puts and that a path could be broken by. */
#define ODD_KEY "odd/a/../b"

/* Puts a key; false with *err filled if that fails. */
bool key_put(etcd *client, conn_bytes key, conn_bytes value, conn_error *err);

/* The key as it is, or NULL; it lives as long as *reply. */
const etcd_key_value *key_get(etcd *client, conn_bytes key, conn_reply **reply,
                              conn_error *err);

/* Keys and values of any bytes. */
void keys_check(Run *run, etcd *client);
/* Leases with ids beyond 2^53. */
void leases_check(Run *run, etcd *client);
/* Compare and set, also by threads that share a client. */
void transactions_check(Run *run, etcd *client);

#endif
