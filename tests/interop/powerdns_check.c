/* powerdns_check.c - drives a real PowerDNS through examples/powerdns.conn.
 *
 * Owns the proof for powerdns.conn: the key, zones created, searched and
 * deleted, ids with slashes, 422 as a typed error; powerdns_records.c has the
 * records. What it saw goes to files that the script compares with curl's.
 */
#define _POSIX_C_SOURCE 200809L

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "powerdns_check.h"

static powerdns *powerdns_connect(Run *run, const char *url, const char *key)
{
    powerdns *client = NULL;
    conn_error err = {0};
    powerdns_config config = {.base_url = url, .api_key = key};
    conn_options options = {.no_retry = true,
                            .log = run_log,
                            .log_user = run,
                            .log_level = CONN_LOG_DEBUG};
    if (powerdns_open(&client, &config, &options, &err)) {
        conn_error_print(stderr, &err);
        exit(1);
    }
    return client;
}

static void knows_the_server(Run *run, powerdns *client)
{
    conn_error err = {0};
    conn_reply *reply = powerdns_servers_list(client, NULL, &err);
    const powerdns_server_list *servers =
        VALUE_OF(powerdns_servers_list, reply);
    check(run,
          servers && servers->count == 1 &&
              conn_str_is(servers->items[0].id, "localhost"),
          "the only server is called localhost");
    check_ok(run, &err, "good key");
    conn_reply_free(reply);
    reply = powerdns_servers_get(
        client, &(powerdns_servers_get_args){.server_id = "localhost"}, &err);
    const powerdns_server *server = VALUE_OF(powerdns_servers_get, reply);
    check(run, server && conn_str_is(server->daemon_type, "authoritative"),
          "it is authoritative, version %s",
          server ? server->version.data : "unknown");
    check_ok(run, &err, "one server");
    conn_reply_free(reply);
}

static void refuses_wrong_key(Run *run)
{
    conn_error err = {0};
    powerdns *client = powerdns_connect(run, run->url, "not-the-key");
    conn_reply *reply = powerdns_servers_list(client, NULL, &err);
    check(run, !reply, "no reply with a wrong key");
    check_fails(run, &err, CONN_UNAUTHORIZED, 401, "wrong key");
    check(run, !strstr(err.message, "not-the-key"), "the key is not shown");
    check_text(run, err.vendor_message, "Unauthorized", "the server's word");
    const powerdns_api_error *body = powerdns_error_body(&err);
    check(run, body && conn_str_is(body->error, "Unauthorized"),
          "in a typed body");
    conn_error_clear(&err);
    conn_reply_free(reply);
    powerdns_close(client);
}

/* ---- zones ---- */

static void zone_created(Run *run, powerdns *client)
{
    conn_error err = {0};
    conn_str server = CONN_STR("ns1.example.org.");
    powerdns_record record = {.content = CONN_STR("192.0.2.1")};
    powerdns_comment comment = {.content = CONN_STR("the first"),
                                .account = CONN_STR("interop")};
    powerdns_record_set set = {.name = CONN_STR("www." ZONE),
                               .type = {.is = POWERDNS_RECORD_TYPE_A},
                               .ttl = 3600,
                               .records = {&record, 1},
                               .comments = {&comment, 1}};
    powerdns_zones_create_args args = {
        .body = {.name = CONN_STR(ZONE),
                 .kind = {.is = POWERDNS_ZONE_KIND_NATIVE},
                 .nameservers = {&server, 1},
                 .rrsets = {CONN_VALUE, {&set, 1}}}};
    conn_reply *reply = powerdns_zones_create(client, &args, &err);
    const powerdns_zone *zone = VALUE_OF(powerdns_zones_create, reply);
    check(run,
          zone && conn_str_is(zone->id, ZONE) && zone->rrsets.count == 3 &&
              zone->kind.is == POWERDNS_ZONE_KIND_NATIVE,
          "a zone with A, NS and SOA");
    check(run, zone && zone->serial > 2000000000, "its serial is a date");
    check_ok(run, &err, "zone created");
    conn_reply_free(reply);

    reply = powerdns_zones_create(client, &args, &err);
    check_fails(run, &err, CONN_CONFLICT, 409, "the same zone again");
    conn_error_clear(&err);
    conn_reply_free(reply);
}

static void zone_refused(Run *run, powerdns *client)
{
    static const char why[] = "DNS Name 'no-dot.example' is not canonical";
    conn_error err = {0};
    powerdns_zones_create_args args = {
        .body = {.name = CONN_STR("no-dot.example"),
                 .kind = {.is = POWERDNS_ZONE_KIND_NATIVE}}};
    conn_reply *reply = powerdns_zones_create(client, &args, &err);
    check_fails(run, &err, CONN_INVALID, 422, "a name without a dot");
    check_text(run, err.vendor_message, why, "the server's reason");
    const powerdns_api_error *body = powerdns_error_body(&err);
    check(run, body && conn_str_is(body->error, why),
          "422 brings a typed error");
    conn_error_clear(&err);
    conn_reply_free(reply);
    reply = powerdns_zones_get(
        client, &(powerdns_zones_get_args){.zone_id = "nothing.example."},
        &err);
    check_fails(run, &err, CONN_NOT_FOUND, 404, "an unknown zone");
    conn_error_clear(&err);
    conn_reply_free(reply);
}

/* RFC 2317 puts slashes into zone names. */
static void zone_with_slash(Run *run, powerdns *client)
{
    conn_error err = {0};
    conn_str server = CONN_STR("ns1.example.org.");
    powerdns_zones_create_args args = {
        .body = {.name = CONN_STR("0/25.2.0.192.in-addr.arpa."),
                 .kind = {.is = POWERDNS_ZONE_KIND_NATIVE},
                 .nameservers = {&server, 1}}};
    conn_reply *reply = powerdns_zones_create(client, &args, &err);
    const powerdns_zone *made = VALUE_OF(powerdns_zones_create, reply);
    if (!check_ok(run, &err, "a zone with a slash in its name"))
        return;
    check(run, conn_str_is(made->id, "0=2F25.2.0.192.in-addr.arpa."),
          "its id is %s", made->id.data);
    const char *ids[] = {made->id.data, args.body.name.data};
    for (size_t i = 0; i < 2; i++) {
        conn_reply *found = powerdns_zones_get(
            client, &(powerdns_zones_get_args){.zone_id = ids[i]}, &err);
        const powerdns_zone *zone = VALUE_OF(powerdns_zones_get, found);
        check(run, zone && conn_str_is(zone->name, args.body.name.data),
              "found as %s", ids[i]);
        conn_error_clear(&err);
        conn_reply_free(found);
    }
    conn_reply *gone = powerdns_zones_delete(
        client, &(powerdns_zones_delete_args){.zone_id = made->id.data}, &err);
    check_ok(run, &err, "and deleted");
    conn_reply_free(gone);
    conn_reply_free(reply);
}

/* The script asks for the same ids, encoded by hand, with curl. */
static void odd_zone_ids(Run *run, powerdns *client)
{
    static const char *const ids[] = {"a b.example.", "100%.example.",
                                      "a/../interop.example.", "x?rrsets=false",
                                      "\xf0\x9f\x90\x98.example."};
    conn_error err = {0};
    FILE *file = run_file(run, "odd_statuses");
    for (size_t i = 0; i < sizeof ids / sizeof *ids; i++) {
        conn_reply *reply = powerdns_zones_get(
            client, &(powerdns_zones_get_args){.zone_id = ids[i]}, &err);
        check(run, !reply && err.http_status >= 400,
              "the server is asked for `%s`", ids[i]);
        fprintf(file, "%d\n", err.http_status);
        conn_error_clear(&err);
        conn_reply_free(reply);
    }
    fclose(file);
    uint64_t before = conn_client_stats(powerdns_as_conn(client)).requests;
    conn_reply *reply = powerdns_zones_delete(
        client, &(powerdns_zones_delete_args){.zone_id = ".."}, &err);
    check_fails(run, &err, CONN_USAGE, 0, "the id `..`");
    check(run, conn_client_stats(powerdns_as_conn(client)).requests == before,
          "nothing was sent for it");
    conn_error_clear(&err);
    conn_reply_free(reply);
}

/* ---- reading ---- */

static void zone_written(Run *run, powerdns *client)
{
    conn_error err = {0};
    conn_reply *reply = powerdns_zones_get(
        client, &(powerdns_zones_get_args){.zone_id = ZONE}, &err);
    const powerdns_zone *zone = VALUE_OF(powerdns_zones_get, reply);
    check_ok(run, &err, "the whole zone");
    FILE *file = run_file(run, "rrsets");
    for (size_t i = 0; zone && i < zone->rrsets.count; i++) {
        const powerdns_record_set *set = &zone->rrsets.items[i];
        for (size_t j = 0; j < set->records.count; j++)
            fprintf(file, "%s %s %" PRId32 " %s %s\n", set->name.data,
                    set->type.text.data, set->ttl,
                    set->records.items[j].disabled ? "off" : "on",
                    set->records.items[j].content.data);
    }
    fclose(file);
    conn_reply_free(reply);

    reply = powerdns_zones_export(
        client, &(powerdns_zones_export_args){.zone_id = ZONE}, &err);
    const conn_str *text = VALUE_OF(powerdns_zones_export, reply);
    file = run_file(run, "export");
    if (text)
        fwrite(text->data, 1, text->len, file);
    fclose(file);
    check_ok(run, &err, "the zone as a master file");
    conn_reply_free(reply);
}

static void search_written(Run *run, powerdns *client, const char *query,
                           const char *name)
{
    conn_error err = {0};
    conn_reply *reply = powerdns_search_find(
        client,
        &(powerdns_search_find_args){.query = query, .max = CONN_SOME(1000)},
        &err);
    const powerdns_found_list *found = VALUE_OF(powerdns_search_find, reply);
    check_ok(run, &err, query);
    FILE *file = run_file(run, name);
    for (size_t i = 0; found && i < found->count; i++)
        fprintf(file, "%s %s %s\n", found->items[i].object_type.text.data,
                found->items[i].name.data,
                found->items[i].content.state == CONN_VALUE
                    ? found->items[i].content.value.data
                    : "-");
    fclose(file);
    conn_reply_free(reply);
}

static void statistics_read(Run *run, powerdns *client)
{
    conn_error err = {0};
    size_t lists = 0;
    conn_reply *reply = powerdns_status_statistics(client, NULL, &err);
    const powerdns_statistic_list *all =
        VALUE_OF(powerdns_status_statistics, reply);
    FILE *file = run_file(run, "statistics");
    for (size_t i = 0; all && i < all->count; i++) {
        const powerdns_statistic *item = &all->items[i];
        bool list = item->value.which != POWERDNS_STATISTIC_VALUE_STRING;
        fprintf(file, "%s %s %s\n", item->name.data, item->type.data,
                list ? "array" : "string");
        lists += list;
    }
    fclose(file);
    check(run, all && lists > 0 && lists < all->count,
          "values are texts and lists");
    check_ok(run, &err, "statistics");
    conn_reply_free(reply);
}

static void settings_read(Run *run, powerdns *client)
{
    conn_error err = {0};
    conn_reply *reply = powerdns_status_settings(client, NULL, &err);
    const powerdns_setting_list *all =
        VALUE_OF(powerdns_status_settings, reply);
    FILE *file = run_file(run, "settings");
    for (size_t i = 0; all && i < all->count; i++)
        fprintf(file, "%s=%s\n", all->items[i].name.data,
                all->items[i].value.data);
    fclose(file);
    check_ok(run, &err, "the server's settings");
    conn_reply_free(reply);
    reply = powerdns_status_flush(
        client, &(powerdns_status_flush_args){.domain = ZONE}, &err);
    check_ok(run, &err, "cache flushed");
    conn_reply_free(reply);
}

/* ---- settings of a zone ---- */

static void zone_updated(Run *run, powerdns *client)
{
    conn_error err = {0};
    conn_reply *reply = powerdns_zones_update(
        client,
        &(powerdns_zones_update_args){
            .zone_id = ZONE, .body = {.account = CONN_SOME_STR("interop")}},
        &err);
    check(run, reply && conn_reply_status(reply) == 204, "zone updated");
    check_ok(run, &err, "update");
    conn_reply_free(reply);

    size_t count = 0;
    reply = powerdns_zones_list(
        client, &(powerdns_zones_list_args){.zone = ZONE}, &err);
    const powerdns_zone_list *zones = VALUE_OF(powerdns_zones_list, reply);
    count = zones ? zones->count : 0;
    check(run, count == 1 && conn_str_is(zones->items[0].account, "interop"),
          "the list shows its account");
    check(run, count == 1 && zones->items[0].rrsets.count == 0,
          "and no record sets");
    check(run,
          count == 1 && zones->items[0].last_check.state == CONN_VALUE &&
              zones->items[0].last_check.value == 0,
          "never checked is 1970, a value");
    check_ok(run, &err, "zones");
    conn_reply_free(reply);
}

static void metadata_kept(Run *run, powerdns *client)
{
    conn_error err = {0};
    conn_str texts[] = {CONN_STR("one"), CONN_STR("zwei \xe2\x82\xac")};
    conn_reply *reply = powerdns_metadata_put(
        client,
        &(powerdns_metadata_put_args){.zone_id = ZONE,
                                      .kind = "X-INTEROP",
                                      .body = {.metadata = {texts, 2}}},
        &err);
    check_ok(run, &err, "metadata stored");
    conn_reply_free(reply);
    reply = powerdns_metadata_get(
        client,
        &(powerdns_metadata_get_args){.zone_id = ZONE, .kind = "X-INTEROP"},
        &err);
    const powerdns_metadata *got = VALUE_OF(powerdns_metadata_get, reply);
    check(run,
          got && got->metadata.count == 2 &&
              conn_str_is(got->metadata.items[1], texts[1].data),
          "and read back");
    check_ok(run, &err, "metadata");
    conn_reply_free(reply);
}

/* ---- the end ---- */

static void body_cut_short(Run *run)
{
    conn_error err = {0};
    powerdns *client = powerdns_connect(run, run->cut_url, run->password);
    conn_reply *reply = powerdns_zones_get(
        client, &(powerdns_zones_get_args){.zone_id = ZONE}, &err);
    check(run, !reply, "no part of a zone is taken for the whole");
    check_fails(run, &err, CONN_TRANSPORT, 0, "a body cut short");
    conn_error_clear(&err);
    conn_reply_free(reply);
    powerdns_close(client);
}

static void run_use(Run *run, powerdns *client)
{
    knows_the_server(run, client);
    refuses_wrong_key(run);
    zone_created(run, client);
    zone_refused(run, client);
    zone_with_slash(run, client);
    odd_zone_ids(run, client);
    records_check(run, client);
    zone_written(run, client);
    search_written(run, client, "host-1*", "search_hosts");
    search_written(run, client, "*c\\\\d \xf0\x9f\x90\x98\"*", "search_odd");
    statistics_read(run, client);
    settings_read(run, client);
    zone_updated(run, client);
    metadata_kept(run, client);
    body_cut_short(run);
}

static void run_finish(Run *run, powerdns *client)
{
    conn_error err = {0};
    powerdns_zones_delete_args args = {.zone_id = ZONE};
    conn_reply *reply = powerdns_zones_delete(client, &args, &err);
    check_ok(run, &err, "zone deleted");
    conn_reply_free(reply);
    reply = powerdns_zones_delete(client, &args, &err);
    check_fails(run, &err, CONN_NOT_FOUND, 404, "zone deleted twice");
    conn_error_clear(&err);
    conn_reply_free(reply);
    run_kill_server(run);
    reply = powerdns_servers_list(client, NULL, &err);
    check_fails(run, &err, CONN_TRANSPORT, 0, "the server stopped");
    conn_error_clear(&err);
    conn_reply_free(reply);
}

int main(int argc, char **argv)
{
    Run run;
    run_begin(&run);
    powerdns *client = powerdns_connect(&run, run.url, run.password);
    if (argc == 2 && !strcmp(argv[1], "finish"))
        run_finish(&run, client);
    else
        run_use(&run, client);
    powerdns_close(client);
    return run_end(&run);
}
