/* powerdns_records.c - record sets of a real PowerDNS.
 *
 * Owns the proof for record sets that are replaced, left alone and deleted:
 * odd texts, unknown types, zero beside absent, hundreds in one call.
 */
#define _POSIX_C_SOURCE 200809L

#include <string.h>

#include "powerdns_check.h"

#define TXT_NAME "txt." ZONE
/* Quotes, backslash, percent, spaces and emoji in one character string. */
#define ODD_TEXT "\"a \\\"b\\\" 100% c\\\\d \xf0\x9f\x90\x98\""

enum { MANY = 300 };

static bool zone_patch(powerdns *client, const powerdns_record_set_change *set,
                       size_t count, conn_error *err)
{
    conn_reply *reply = powerdns_zones_patch(
        client,
        &(powerdns_zones_patch_args){.zone_id = ZONE,
                                     .body = {.rrsets = {set, count}}},
        err);
    const powerdns_edited *edited = VALUE_OF(powerdns_zones_patch, reply);
    bool serials = edited && edited->new_serial.state == CONN_VALUE &&
                   edited->new_serial.value >= edited->old_serial.value;
    conn_reply_free(reply);
    return serials;
}

/* The record set of that name as the server has it, or NULL; it lives as long
 * as *reply. The whole zone is read: a server that is asked for one name leaves
 * disabled records out. */
static const powerdns_record_set *set_read(powerdns *client, const char *name,
                                           conn_reply **reply, conn_error *err)
{
    *reply = powerdns_zones_get(
        client, &(powerdns_zones_get_args){.zone_id = ZONE}, err);
    const powerdns_zone *zone = VALUE_OF(powerdns_zones_get, *reply);
    for (size_t i = 0; zone && i < zone->rrsets.count; i++)
        if (conn_str_is(zone->rrsets.items[i].name, name))
            return &zone->rrsets.items[i];
    return NULL;
}

static void one_set_asked(Run *run, powerdns *client)
{
    conn_error err = {0};
    conn_reply *reply = powerdns_zones_get(
        client,
        &(powerdns_zones_get_args){.zone_id = ZONE,
                                   .rrset_name = "host-007." ZONE,
                                   .rrset_type = POWERDNS_RECORD_TYPE_A},
        &err);
    const powerdns_zone *zone = VALUE_OF(powerdns_zones_get, reply);
    bool found = false;
    for (size_t i = 0; zone && i < zone->rrsets.count; i++)
        found |= conn_str_is(zone->rrsets.items[i].name, "host-007." ZONE) &&
                 zone->rrsets.items[i].ttl == 67;
    check(run, found && zone->rrsets.count < 5, "one set asked for by name");
    check_ok(run, &err, "an enumeration as a parameter");
    conn_reply_free(reply);
}

static void odd_text_kept(Run *run, powerdns *client)
{
    conn_error err = {0};
    conn_reply *reply;
    powerdns_record records[] = {
        {.content = CONN_STR(ODD_TEXT)},
        {.content = CONN_STR("\"hidden\""), .disabled = true}};
    powerdns_record_set_change set = {
        .name = CONN_STR(TXT_NAME),
        .type = {.is = POWERDNS_RECORD_TYPE_TXT},
        .changetype = {.is = POWERDNS_CHANGE_TYPE_REPLACE},
        .ttl = CONN_SOME(0),
        .records = {CONN_VALUE, {records, 2}}};
    check(run, zone_patch(client, &set, 1, &err), "the serials are told");
    check_ok(run, &err, "a TXT record with odd characters");
    const powerdns_record_set *got = set_read(client, TXT_NAME, &reply, &err);
    check_ok(run, &err, "read back");
    if (check(run, got && got->records.count == 2, "two records")) {
        size_t hidden = got->records.items[0].disabled ? 0 : 1;
        check(run, got->ttl == 0, "a TTL of 0 is 0 and not absent");
        check(run, got->records.items[hidden].disabled, "one is disabled");
        FILE *file = run_file(run, "odd_text");
        fprintf(file, "%s\n", got->records.items[1 - hidden].content.data);
        fclose(file);
    }
    conn_reply_free(reply);
}

static void unknown_type_kept(Run *run, powerdns *client)
{
    conn_error err = {0};
    conn_reply *reply;
    powerdns_record record = {
        .content = CONN_STR(
            "51 30 12.748 N 0 7 39.612 W 0.00m 1.00m 10000.00m 10.00m")};
    powerdns_record_set_change set = {
        .name = CONN_STR("place." ZONE),
        .type = {.text = CONN_STR("LOC")},
        .changetype = {.is = POWERDNS_CHANGE_TYPE_REPLACE},
        .ttl = CONN_SOME(2147483647),
        .records = {CONN_VALUE, {&record, 1}}};
    zone_patch(client, &set, 1, &err);
    check_ok(run, &err, "a record of a type the connector does not list");
    const powerdns_record_set *got =
        set_read(client, "place." ZONE, &reply, &err);
    check(run, got && !got->type.is && conn_str_is(got->type.text, "LOC"),
          "its type is kept as text");
    check(run, got && got->ttl == 2147483647, "the longest TTL is exact");
    check_ok(run, &err, "read back");
    conn_reply_free(reply);
}

static void many_sets(Run *run, powerdns *client)
{
    static char names[MANY][48], addresses[MANY][16];
    static powerdns_record records[MANY];
    static powerdns_record_set_change sets[MANY];
    conn_error err = {0};
    for (int i = 0; i < MANY; i++) {
        snprintf(names[i], sizeof names[i], "host-%03d." ZONE, i);
        snprintf(addresses[i], sizeof addresses[i], "198.51.100.%d", i % 256);
        records[i].content = conn_str_of(addresses[i]);
        sets[i] = (powerdns_record_set_change){
            .name = conn_str_of(names[i]),
            .type = {.is = POWERDNS_RECORD_TYPE_A},
            .changetype = {.is = POWERDNS_CHANGE_TYPE_REPLACE},
            .ttl = CONN_SOME(60 + i),
            .records = {CONN_VALUE, {&records[i], 1}}};
    }
    zone_patch(client, sets, MANY, &err);
    check_ok(run, &err, "300 record sets in one call");
}

static void sets_patched(Run *run, powerdns *client)
{
    conn_error err = {0};
    conn_reply *reply;
    powerdns_comment comment = {.content =
                                    CONN_STR("nur ein Kommentar \xc3\xa4"),
                                .account = CONN_STR("me")};
    powerdns_record_set_change set = {
        .name = CONN_STR("www." ZONE),
        .type = {.is = POWERDNS_RECORD_TYPE_A},
        .changetype = {.is = POWERDNS_CHANGE_TYPE_REPLACE},
        .comments = {CONN_VALUE, {&comment, 1}}};
    zone_patch(client, &set, 1, &err);
    check_ok(run, &err, "only the comments replaced");
    const powerdns_record_set *got =
        set_read(client, "www." ZONE, &reply, &err);
    check(run, got && got->records.count == 1 && got->comments.count == 1,
          "absent records are left alone");
    check(
        run,
        got && got->comments.count == 1 &&
            conn_str_is(got->comments.items[0].content, comment.content.data) &&
            got->comments.items[0].modified_at.value >
                INT64_C(1700000000000000),
        "the comment has a time");
    conn_error_clear(&err);
    conn_reply_free(reply);

    set = (powerdns_record_set_change){
        .name = CONN_STR("host-000." ZONE),
        .type = {.is = POWERDNS_RECORD_TYPE_A},
        .changetype = {.is = POWERDNS_CHANGE_TYPE_DELETE}};
    zone_patch(client, &set, 1, &err);
    check_ok(run, &err, "a record set deleted");
    check(run, !set_read(client, "host-000." ZONE, &reply, &err), "it is gone");
    conn_error_clear(&err);
    conn_reply_free(reply);
}

static void bad_record_refused(Run *run, powerdns *client)
{
    conn_error err = {0};
    powerdns_record record = {.content = CONN_STR("not-an-address")};
    powerdns_record_set_change set = {
        .name = CONN_STR("bad." ZONE),
        .type = {.is = POWERDNS_RECORD_TYPE_A},
        .changetype = {.is = POWERDNS_CHANGE_TYPE_REPLACE},
        .ttl = CONN_SOME(60),
        .records = {CONN_VALUE, {&record, 1}}};
    zone_patch(client, &set, 1, &err);
    check_fails(run, &err, CONN_INVALID, 422, "an address that is none");
    check(run,
          err.vendor_message &&
              strstr(err.vendor_message, "while parsing IP address"),
          "the server's reason");
    conn_error_clear(&err);
}

void records_check(Run *run, powerdns *client)
{
    odd_text_kept(run, client);
    unknown_type_kept(run, client);
    many_sets(run, client);
    one_set_asked(run, client);
    sets_patched(run, client);
    bad_record_refused(run, client);
}
