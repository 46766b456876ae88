/* etcd_check.c - drives a real etcd through examples/etcd.conn.
 *
 * Owns the proof for etcd.conn: the login and its renewal, roles, more than
 * 1,000 keys paged and what networks do; etcd_keys.c has the rest.
 * What it saw goes to files that the script compares with what curl sees.
 */
#define _POSIX_C_SOURCE 200809L

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "etcd_check.h"

enum { KEYS = 1234 };

static etcd *etcd_connect(Run *run, const char *url, const char *user,
                          const char *password)
{
    etcd *client = NULL;
    conn_error err = {0};
    etcd_config config = {.base_url = url,
                          .username = user,
                          .password = password,
                          .auth = user ? ETCD_AUTH_USER_NAME_AND_PASSWORD
                                       : ETCD_AUTH_WITHOUT_AUTHENTICATION};
    conn_options options = {.no_retry = true,
                            .log = run_log,
                            .log_user = run,
                            .log_level = CONN_LOG_DEBUG};
    if (etcd_open(&client, &config, &options, &err)) {
        conn_error_print(stderr, &err);
        exit(1);
    }
    return client;
}

bool key_put(etcd *client, conn_bytes key, conn_bytes value, conn_error *err)
{
    conn_reply *reply = etcd_kv_put(
        client, &(etcd_kv_put_args){.body = {.key = key, .value = value}}, err);
    conn_reply_free(reply);
    return reply != NULL;
}

const etcd_key_value *key_get(etcd *client, conn_bytes key, conn_reply **reply,
                              conn_error *err)
{
    *reply =
        etcd_kv_range(client, &(etcd_kv_range_args){.body = {.key = key}}, err);
    const etcd_range_response *range = VALUE_OF(etcd_kv_range, *reply);
    return range && range->kvs.count == 1 ? range->kvs.items : NULL;
}

/* ---- getting in ---- */

static void authentication_enabled(Run *run)
{
    conn_error err = {0};
    etcd *client = etcd_connect(run, run->url, NULL, NULL);
    conn_reply *replies[4];
    replies[0] =
        etcd_users_add(client,
                       &(etcd_users_add_args){
                           .body = {.name = conn_str_of(run->user),
                                    .password = conn_str_of(run->password)}},
                       &err);
    check_ok(run, &err, "user root");
    replies[1] = etcd_roles_add(
        client, &(etcd_roles_add_args){.body = {.name = CONN_STR("root")}},
        &err);
    check_ok(run, &err, "role root");
    replies[2] = etcd_users_grant(
        client,
        &(etcd_users_grant_args){
            .body = {.user = conn_str_of(run->user), .role = CONN_STR("root")}},
        &err);
    check_ok(run, &err, "the user has the role");
    replies[3] = etcd_auth_enable(client, NULL, &err);
    check_ok(run, &err, "authentication is on");
    for (size_t i = 0; i < 4; i++)
        conn_reply_free(replies[i]);

    conn_reply *reply;
    check(run, !key_get(client, bytes_of("a"), &reply, &err),
          "no key without a login");
    check_fails(run, &err, CONN_INVALID, 400, "no login");
    check_text(run, err.vendor_message, "etcdserver: user name is empty",
               "the server's reason");
    check_text(run, err.vendor_code, "3", "its gRPC code");
    conn_error_clear(&err);
    conn_reply_free(reply);
    etcd_close(client);
}

static void refuses_wrong_password(Run *run)
{
    static const char why[] =
        "etcdserver: authentication failed, invalid user ID or password";
    conn_error err = {0};
    conn_reply *reply;
    etcd *client = etcd_connect(run, run->url, run->user, "not the password");
    check(run, !key_get(client, bytes_of("a"), &reply, &err),
          "no key with a wrong password");
    check_fails(run, &err, CONN_INVALID, 400, "wrong password");
    check_text(run, err.vendor_message, why, "the server's reason");
    check(run, !strstr(err.message, "not the password"), "it is not shown");
    const etcd_api_error *body = etcd_error_body(&err);
    check(run, body && body->code == 3 && conn_str_is(body->message, why),
          "the error is typed");
    conn_error_clear(&err);
    conn_reply_free(reply);
    etcd_close(client);
}

/* Turning authentication off and on makes the server forget all tokens. */
static void token_renewed(Run *run, etcd *client)
{
    conn_error err = {0};
    conn_reply *reply;
    uint64_t logins = conn_client_stats(etcd_as_conn(client)).logins;
    etcd *other = etcd_connect(run, run->url, run->user, run->password);
    conn_reply *off = etcd_auth_disable(other, NULL, &err);
    check_ok(run, &err, "authentication off");
    etcd_close(other);
    other = etcd_connect(run, run->url, NULL, NULL);
    conn_reply *on = etcd_auth_enable(other, NULL, &err);
    check_ok(run, &err, "and on again: the tokens are void");
    etcd_close(other);
    conn_reply_free(off);
    conn_reply_free(on);

    check(run, !key_get(client, bytes_of("no such key"), &reply, &err) && reply,
          "a call with the old token works");
    check(run, conn_client_stats(etcd_as_conn(client)).logins == logins + 1,
          "after one more login");
    check_ok(run, &err, "the token is renewed");
    conn_reply_free(reply);
}

static void role_limits(Run *run, etcd *client)
{
    conn_error err = {0};
    conn_reply *replies[4], *reply;
    replies[0] = etcd_users_add(
        client,
        &(etcd_users_add_args){.body = {.name = CONN_STR("ann"),
                                        .password = CONN_STR("secret of ann")}},
        &err);
    check_ok(run, &err, "a user");
    replies[1] = etcd_roles_add(
        client, &(etcd_roles_add_args){.body = {.name = CONN_STR("reader")}},
        &err);
    check_ok(run, &err, "a role");
    replies[2] = etcd_roles_grant(
        client,
        &(etcd_roles_grant_args){
            .body = {.name = CONN_STR("reader"),
                     .perm = {.type = {CONN_VALUE,
                                       {.is = ETCD_PERMISSION_TYPE_READ}},
                              .key = bytes_of("odd/"),
                              .range_end = {CONN_VALUE, bytes_of("odd0")}}}},
        &err);
    check_ok(run, &err, "that may read odd/");
    replies[3] = etcd_users_grant(
        client,
        &(etcd_users_grant_args){
            .body = {.user = CONN_STR("ann"), .role = CONN_STR("reader")}},
        &err);
    check_ok(run, &err, "for the user");
    for (size_t i = 0; i < 4; i++)
        conn_reply_free(replies[i]);

    etcd *ann = etcd_connect(run, run->url, "ann", "secret of ann");
    check(run, key_get(ann, bytes_of(ODD_KEY), &reply, &err) != NULL,
          "ann reads");
    check_ok(run, &err, "as ann");
    conn_reply_free(reply);
    check(run, !key_put(ann, bytes_of(ODD_KEY), bytes_of("x"), &err),
          "but does not write");
    check_fails(run, &err, CONN_FORBIDDEN, 403, "a put as ann");
    conn_error_clear(&err);
    etcd_close(ann);

    reply = etcd_roles_get(
        client, &(etcd_roles_get_args){.body = {.role = CONN_STR("reader")}},
        &err);
    const etcd_role *role = VALUE_OF(etcd_roles_get, reply);
    check(run,
          role && role->perm.count == 1 &&
              role->perm.items[0].type.value.is == ETCD_PERMISSION_TYPE_READ,
          "a member left out has its default");
    check_ok(run, &err, "the role");
    conn_reply_free(reply);
}

/* The ids are unsigned and larger than INT64_MAX as often as not. */
static void status_written(Run *run, etcd *client)
{
    conn_error err = {0};
    conn_reply *reply = etcd_maintenance_status(client, NULL, &err);
    const etcd_status *status = VALUE_OF(etcd_maintenance_status, reply);
    FILE *file = run_file(run, "status");
    if (status)
        fprintf(file, "%s %s %s %s\n", status->header.cluster_id.data,
                status->header.member_id.data, status->leader.data,
                status->version.data);
    fclose(file);
    check(run, status && status->db_size > 0 && status->raft_index > 0,
          "status of the server");
    check_ok(run, &err, "status");
    conn_reply_free(reply);
}

/* ---- many keys ---- */

static void keys_made(Run *run, etcd *client)
{
    conn_error err = {0};
    int made = 0;
    for (int i = 0; i < KEYS; i++) {
        char key[32], value[16];
        snprintf(key, sizeof key, "many/%05d/\xf0\x9f\x94\x91", i * 7 % KEYS);
        snprintf(value, sizeof value, "%d", i);
        made += key_put(client, bytes_of(key), bytes_of(value), &err);
        conn_error_clear(&err);
    }
    check(run, made == KEYS, "%d keys put", made);
    check(run, conn_client_stats(etcd_as_conn(client)).connections <= 2,
          "over %d connections",
          (int)conn_client_stats(etcd_as_conn(client)).connections);
}

static const etcd_kv_list_args many = {
    .body = {.key = {(const unsigned char *)"many/", 5},
             .range_end = {CONN_VALUE, {(const unsigned char *)"many0", 5}}}};

static void keys_listed(Run *run, etcd *client)
{
    conn_error err = {0};
    int count = 0, pages_seen = 0, order = 0;
    char last[64] = "";
    FILE *file = run_file(run, "keys");
    etcd_kv_list_pages *pages = etcd_kv_list(client, &many);
    for (const etcd_key_value *item; (item = etcd_kv_list_next(pages, &err));
         count++) {
        char key[64];
        snprintf(key, sizeof key, "%.*s", (int)item->key.len,
                 (const char *)item->key.data);
        order += strcmp(last, key) < 0;
        memcpy(last, key, sizeof last);
        base64_write(file, item->key);
        fputc(' ', file);
        base64_write(file, item->value.value);
        fprintf(file, " %" PRId64 "\n", item->mod_revision);
    }
    etcd_kv_list_end(pages);
    fclose(file);
    check(run, count == KEYS, "%d keys listed", count);
    check(run, order == KEYS, "each once and in order");
    check_ok(run, &err, "key by key");

    pages = etcd_kv_list(client, &many);
    while (etcd_kv_list_next_page(pages, &err))
        pages_seen++;
    etcd_kv_list_end(pages);
    check(run, pages_seen == (KEYS + 99) / 100, "in %d pages", pages_seen);
    check_ok(run, &err, "page by page");
}

/* ---- what networks do ---- */

static void body_cut_short(Run *run)
{
    conn_error err = {0};
    etcd *client = etcd_connect(run, run->cut_url, run->user, run->password);
    etcd_kv_list_pages *pages = etcd_kv_list(client, &many);
    check(run, !etcd_kv_list_next(pages, &err),
          "no part of a page is taken for the whole");
    check_fails(run, &err, CONN_TRANSPORT, 0, "a body cut short");
    conn_error_clear(&err);
    etcd_kv_list_end(pages);
    etcd_close(client);
}

static void stopped_in_mid_list(Run *run, etcd *client)
{
    conn_error err = {0};
    int count = 0;
    etcd_kv_list_pages *pages = etcd_kv_list(client, &many);
    while (count < 250 && etcd_kv_list_next(pages, &err))
        count++;
    check(run, count == 250, "two pages and a half came");
    run_kill_server(run);
    while (etcd_kv_list_next(pages, &err))
        count++;
    check(run, count == 300, "the rest of the third, and no more");
    check_fails(run, &err, CONN_TRANSPORT, 0, "server stopped in mid-list");
    conn_error_clear(&err);
    etcd_kv_list_end(pages);
}

static void run_use(Run *run, etcd *client)
{
    authentication_enabled(run);
    refuses_wrong_password(run);
    keys_check(run, client);
    check(run, conn_client_stats(etcd_as_conn(client)).logins == 1,
          "one login for all");
    leases_check(run, client);
    status_written(run, client);
    keys_made(run, client);
    keys_listed(run, client);
    transactions_check(run, client);
    role_limits(run, client);
    token_renewed(run, client);
    body_cut_short(run);
}

int main(int argc, char **argv)
{
    Run run;
    run_begin(&run);
    etcd *client = etcd_connect(&run, run.url, run.user, run.password);
    if (argc == 2 && !strcmp(argv[1], "finish"))
        stopped_in_mid_list(&run, client);
    else
        run_use(&run, client);
    etcd_close(client);
    return run_end(&run);
}
