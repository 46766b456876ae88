/* etcd_keys.c - keys, leases and transactions of a real etcd.
 *
 * Owns the proof for bytes as keys and values, 64-bit numbers and transactions.
 */
#define _POSIX_C_SOURCE 200809L

#include <inttypes.h>
#include <pthread.h>
#include <stdlib.h>

#include "etcd_check.h"

enum { THREADS = 4, ROUNDS = 25 };

/* 2^53 + 1: the first integer that a double can't hold. */
static const int64_t huge = INT64_C(9007199254740993);

/* Keys that break what is careless. */
static const conn_bytes odd_keys[] = {
#define KEY(text)                                                              \
    {                                                                          \
        (const unsigned char *)(text), sizeof(text) - 1                        \
    }
    KEY(ODD_KEY),        KEY("odd/../../etc/passwd"),
    KEY("odd/a b"),      KEY("odd/100%"),
    KEY("odd/%2F%00"),   KEY("odd/\xf0\x9f\x97\x9d\xef\xb8\x8f"),
    KEY("odd/\"\\\n\t"), KEY("odd/zero\0inside"),
    KEY("odd/\xff\xfe"), KEY("odd/"),
#undef KEY
};
enum { ODD_COUNT = sizeof odd_keys / sizeof *odd_keys };

static void odd_keys_kept(Run *run, etcd *client)
{
    conn_error err = {0};
    FILE *file = run_file(run, "odd_keys");
    for (size_t i = 0; i < ODD_COUNT; i++) {
        conn_reply *reply;
        base64_write(file, odd_keys[i]);
        fputc(' ', file);
        base64_write(file, odd_keys[ODD_COUNT - 1 - i]);
        fputc('\n', file);
        if (!key_put(client, odd_keys[i], odd_keys[ODD_COUNT - 1 - i], &err))
            check_ok(run, &err, "put of an odd key");
        const etcd_key_value *got = key_get(client, odd_keys[i], &reply, &err);
        check(run,
              got && bytes_equal(got->key, odd_keys[i]) &&
                  bytes_equal(got->value.value, odd_keys[ODD_COUNT - 1 - i]),
              "key %zu and its value are the same bytes", i);
        check_ok(run, &err, "odd key");
        conn_reply_free(reply);
    }
    fclose(file);
}

static void empty_is_a_value(Run *run, etcd *client)
{
    conn_error err = {0};
    conn_reply *reply;
    key_put(client, bytes_of("empty"), bytes_of(""), &err);
    check_ok(run, &err, "an empty value is put");
    const etcd_key_value *got =
        key_get(client, bytes_of("empty"), &reply, &err);
    check(run,
          got && got->value.state == CONN_ABSENT && got->lease == 0 &&
              got->version == 1,
          "it is left out in the answer, as is lease 0");
    check_ok(run, &err, "empty value");
    conn_reply_free(reply);
    check(run, !key_get(client, bytes_of("no such key"), &reply, &err),
          "no key, no item");
    const etcd_range_response *range = VALUE_OF(etcd_kv_range, reply);
    check(run, range && range->count == 0 && !range->more,
          "count and more have their defaults");
    check_ok(run, &err, "missing key");
    conn_reply_free(reply);
    key_put(client, bytes_of(""), bytes_of("x"), &err);
    check_fails(run, &err, CONN_INVALID, 400, "an empty key");
    check_text(run, err.vendor_message, "etcdserver: key is not provided",
               "the server's reason");
    conn_error_clear(&err);
}

static void previous_told(Run *run, etcd *client)
{
    conn_error err = {0};
    key_put(client, bytes_of("previous"), bytes_of("one"), &err);
    conn_reply *reply =
        etcd_kv_put(client,
                    &(etcd_kv_put_args){.body = {.key = bytes_of("previous"),
                                                 .value = bytes_of("two"),
                                                 .prev_kv = CONN_SOME(true)}},
                    &err);
    const etcd_put_response *put = VALUE_OF(etcd_kv_put, reply);
    check(run,
          put && put->prev_kv.state == CONN_VALUE &&
              bytes_equal(put->prev_kv.value->value.value, bytes_of("one")),
          "a put tells what was there");
    check_ok(run, &err, "put with prev_kv");
    conn_reply_free(reply);
    reply = etcd_kv_delete_range(
        client,
        &(etcd_kv_delete_range_args){
            .body = {.key = bytes_of("previous"), .prev_kv = CONN_SOME(true)}},
        &err);
    const etcd_delete_range_response *gone =
        VALUE_OF(etcd_kv_delete_range, reply);
    check(run,
          gone && gone->deleted == 1 && gone->prev_kvs.count == 1 &&
              bytes_equal(gone->prev_kvs.items[0].value.value, bytes_of("two")),
          "a deletion does too");
    check_ok(run, &err, "delete with prev_kv");
    conn_reply_free(reply);
}

static void lease_exact(Run *run, etcd *client, int64_t id)
{
    conn_error err = {0};
    conn_reply *reply = etcd_leases_grant(
        client, &(etcd_leases_grant_args){.body = {.ttl = 600, .id = id}},
        &err);
    const etcd_lease *lease = VALUE_OF(etcd_leases_grant, reply);
    check(run, lease && lease->id == id && lease->ttl == 600,
          "a lease with the id %" PRId64, id);
    check_ok(run, &err, "lease");
    conn_reply_free(reply);

    char key[40];
    snprintf(key, sizeof key, "lease/%" PRId64, id);
    reply = etcd_kv_put(client,
                        &(etcd_kv_put_args){.body = {.key = bytes_of(key),
                                                     .value = bytes_of("x"),
                                                     .lease = CONN_SOME(id)}},
                        &err);
    check_ok(run, &err, "a key put with it");
    conn_reply_free(reply);
    const etcd_key_value *got = key_get(client, bytes_of(key), &reply, &err);
    check(run, got && got->lease == id, "the key names it exactly");
    conn_error_clear(&err);
    conn_reply_free(reply);
    reply = etcd_leases_get(
        client,
        &(etcd_leases_get_args){.body = {.id = id, .keys = CONN_SOME(true)}},
        &err);
    const etcd_lease_state *state = VALUE_OF(etcd_leases_get, reply);
    check(run,
          state && state->id == id && state->granted_ttl == 600 &&
              state->keys.count == 1 &&
              bytes_equal(state->keys.items[0], bytes_of(key)),
          "it knows its key");
    check_ok(run, &err, "lease's state");
    conn_reply_free(reply);
}

static void lease_refusals(Run *run, etcd *client)
{
    conn_error err = {0};
    conn_reply *reply = etcd_leases_grant(
        client, &(etcd_leases_grant_args){.body = {.ttl = 1, .id = huge}},
        &err);
    check_fails(run, &err, CONN_CONFLICT, 412, "the same lease again");
    conn_error_clear(&err);
    conn_reply_free(reply);
    etcd_leases_revoke_args args = {.body = {.id = 7}};
    reply = etcd_leases_revoke(client, &args, &err);
    check_ok(run, &err, "a lease revoked");
    conn_reply_free(reply);
    reply = etcd_leases_revoke(client, &args, &err);
    check_fails(run, &err, CONN_NOT_FOUND, 404, "a lease revoked twice");
    check_text(run, err.vendor_code, "5", "its gRPC code");
    conn_error_clear(&err);
    conn_reply_free(reply);
}

static void leases_kept(Run *run, etcd *client)
{
    conn_error err = {0};
    conn_reply *reply = etcd_leases_list(client, NULL, &err);
    const etcd_leases *leases = VALUE_OF(etcd_leases_list, reply);
    FILE *file = run_file(run, "leases");
    for (size_t i = 0; leases && i < leases->leases.count; i++)
        fprintf(file, "%" PRId64 "\n", leases->leases.items[i].id);
    fclose(file);
    check_ok(run, &err, "leases");
    conn_reply_free(reply);
}

static void future_revision(Run *run, etcd *client)
{
    conn_error err = {0};
    conn_reply *reply = etcd_kv_range(
        client,
        &(etcd_kv_range_args){
            .body = {.key = bytes_of("a"), .revision = CONN_SOME(huge)}},
        &err);
    check_fails(run, &err, CONN_INVALID, 400, "a revision of 2^53 + 1");
    check_text(run, err.vendor_code, "11", "its gRPC code, out of range");
    conn_error_clear(&err);
    conn_reply_free(reply);
}

/* Sets `key` to `next` if it is still at `revision`; whether it did. */
static bool compare_and_set(etcd *client, conn_bytes key, int64_t revision,
                            conn_bytes next, conn_error *err)
{
    etcd_compare compare = {.key = key,
                            .target = {.is = ETCD_COMPARE_TARGET_MOD},
                            .result = {.is = ETCD_COMPARE_RESULT_EQUAL},
                            .mod_revision = CONN_SOME(revision)};
    etcd_put_request put = {.key = key, .value = next};
    etcd_request_op then = {.request_put = {CONN_VALUE, &put}};
    conn_reply *reply =
        etcd_kv_txn(client,
                    &(etcd_kv_txn_args){.body = {.compare = {&compare, 1},
                                                 .success = {&then, 1}}},
                    err);
    const etcd_txn_response *txn = VALUE_OF(etcd_kv_txn, reply);
    bool done = txn && txn->succeeded;
    conn_reply_free(reply);
    return done;
}

static void compare_and_set_once(Run *run, etcd *client)
{
    conn_error err = {0};
    conn_reply *reply;
    conn_bytes key = bytes_of("cas");
    check(run, compare_and_set(client, key, 0, bytes_of("1"), &err),
          "revision 0: the key is made");
    check_ok(run, &err, "compare and set");
    check(run, !compare_and_set(client, key, 0, bytes_of("2"), &err),
          "revision 0 again: it is not");
    check_ok(run, &err, "which is no error");
    const etcd_key_value *got = key_get(client, key, &reply, &err);
    check(run, got && bytes_equal(got->value.value, bytes_of("1")),
          "the first value stands");
    check(run,
          got && compare_and_set(client, key, got->mod_revision, bytes_of("2"),
                                 &err),
          "with the right revision it changes");
    check_ok(run, &err, "compare and set");
    conn_reply_free(reply);
}

/* Both branches, an answer for each request, and one inside another. */
static void transaction_nested(Run *run, etcd *client)
{
    conn_error err = {0};
    etcd_compare compare = {.key = bytes_of("cas"),
                            .target = {.is = ETCD_COMPARE_TARGET_VALUE},
                            .result = {.is = ETCD_COMPARE_RESULT_EQUAL},
                            .value = {CONN_VALUE, bytes_of("nonsense")}};
    etcd_range_request range = {.key = bytes_of("cas")};
    etcd_request_op read = {.request_range = {CONN_VALUE, &range}};
    etcd_txn_request inner = {.success = {&read, 1}};
    etcd_request_op otherwise[] = {read, {.request_txn = {CONN_VALUE, &inner}}};
    conn_reply *reply =
        etcd_kv_txn(client,
                    &(etcd_kv_txn_args){.body = {.compare = {&compare, 1},
                                                 .failure = {otherwise, 2}}},
                    &err);
    const etcd_txn_response *txn = VALUE_OF(etcd_kv_txn, reply);
    check_ok(run, &err, "a transaction inside a transaction");
    if (!check(run, txn && !txn->succeeded && txn->responses.count == 2,
               "an answer for each request"))
        return;
    const etcd_response_op *first = &txn->responses.items[0];
    const etcd_response_op *second = &txn->responses.items[1];
    check(run,
          first->response_range.state == CONN_VALUE &&
              first->response_range.value->count == 1 &&
              first->response_txn.state == CONN_ABSENT,
          "the first is a range and nothing else");
    check(run,
          second->response_txn.state == CONN_VALUE &&
              second->response_txn.value->succeeded &&
              second->response_txn.value->responses.count == 1,
          "the second a transaction");
    conn_reply_free(reply);
}

typedef struct Counter {
    etcd *client;
    int lost;   /* times another thread was faster */
    int failed; /* calls that did not work */
} Counter;

/* Adds ROUNDS to the key `counter`, one at a time, with compare and set. */
static void *count_up(void *argument)
{
    Counter *counter = argument;
    for (int done = 0; done < ROUNDS && !counter->failed;) {
        conn_error err = {0};
        conn_reply *reply;
        char next[16];
        const etcd_key_value *now =
            key_get(counter->client, bytes_of("counter"), &reply, &err);
        snprintf(next, sizeof next, "%.*s", now ? (int)now->value.value.len : 0,
                 now ? (const char *)now->value.value.data : "");
        snprintf(next, sizeof next, "%d", atoi(next) + 1);
        if (compare_and_set(counter->client, bytes_of("counter"),
                            now ? now->mod_revision : 0, bytes_of(next), &err))
            done++;
        else
            counter->lost++;
        counter->failed += err.status != CONN_OK;
        conn_reply_free(reply);
        conn_error_clear(&err);
    }
    return NULL;
}

static void counted_by_threads(Run *run, etcd *client)
{
    pthread_t threads[THREADS];
    Counter counters[THREADS];
    int lost = 0, failed = 0;
    for (int i = 0; i < THREADS; i++) {
        counters[i] = (Counter){.client = client};
        if (pthread_create(&threads[i], NULL, count_up, &counters[i]))
            exit(2);
    }
    for (int i = 0; i < THREADS; i++) {
        pthread_join(threads[i], NULL);
        lost += counters[i].lost;
        failed += counters[i].failed;
    }
    conn_error err = {0};
    conn_reply *reply;
    const etcd_key_value *got =
        key_get(client, bytes_of("counter"), &reply, &err);
    check(run, !failed && got && bytes_equal(got->value.value, bytes_of("100")),
          "%d threads on one client count to 100 (%d lost rounds)", THREADS,
          lost);
    check_ok(run, &err, "counter");
    conn_reply_free(reply);
}

void keys_check(Run *run, etcd *client)
{
    odd_keys_kept(run, client);
    empty_is_a_value(run, client);
    previous_told(run, client);
    future_revision(run, client);
}

void leases_check(Run *run, etcd *client)
{
    lease_exact(run, client, huge);
    lease_exact(run, client, INT64_MAX);
    lease_exact(run, client, 7);
    lease_refusals(run, client);
    leases_kept(run, client);
}

void transactions_check(Run *run, etcd *client)
{
    compare_and_set_once(run, client);
    transaction_nested(run, client);
    counted_by_threads(run, client);
}
