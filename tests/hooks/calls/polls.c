/* polls.c - events of the sample CRM, polled from server.js: prints what came,
 * which polls.expected says. Two rounds of one poller, then one that begins
 * with the state that was kept.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "acme_crm.h"

typedef struct memory {
    char text[4096];
} memory;

static conn_status load(void *user, conn_str *state)
{
    memory *m = user;
    state->data = m->text;
    state->len = strlen(m->text);
    return CONN_OK;
}

static conn_status save(void *user, conn_str state)
{
    memory *m = user;
    if (state.len >= sizeof m->text)
        return CONN_LIMIT;
    memcpy(m->text, state.data, state.len);
    m->text[state.len] = '\0';
    return CONN_OK;
}

static void print_round(const char *title,
                        acme_crm_poll_contact_changes_state *poll)
{
    conn_error err = {0};
    const conn_event *event;
    printf("%s\n", title);
    while ((event = acme_crm_poll_contact_changes_next(poll, &err)) != NULL) {
        const acme_crm_crm_contact *contact =
            acme_crm_poll_contact_changes_value(event);
        printf("  %s %s at %" PRId64 ", contact %s\n",
               event->kind == CONN_EVENT_CREATED ? "created" : "updated",
               event->id.data, event->at.value, contact->id.data);
    }
    if (err.status != CONN_OK)
        printf("  error %s: %s\n", conn_status_name(err.status), err.message);
    conn_error_clear(&err);
}

static void poll_twice(acme_crm *client, memory *m, bool again)
{
    conn_error err = {0};
    conn_poll_options options = {.load = load, .save = save, .user = m};
    acme_crm_poll_contact_changes_state *poll =
        acme_crm_poll_contact_changes(client, &options, &err);
    if (poll == NULL) {
        printf("error %s: %s\n", conn_status_name(err.status), err.message);
        return;
    }
    if (again) {
        print_round("with the state that was kept", poll);
    } else {
        printf("every %" PRId64 "\n",
               acme_crm_poll_contact_changes_every(poll));
        print_round("first, not acknowledged", poll);
        acme_crm_poll_contact_changes_end(poll);
        poll = acme_crm_poll_contact_changes(client, &options, &err);
        print_round("the same again", poll);
        acme_crm_poll_contact_changes_ack(poll, &err);
        print_round("after that", poll);
        acme_crm_poll_contact_changes_ack(poll, &err);
    }
    acme_crm_poll_contact_changes_end(poll);
}

int main(void)
{
    acme_crm *client = NULL;
    conn_error err = {0};
    memory m = {{0}};
    acme_crm_config config = {.auth = ACME_CRM_AUTH_SERVICE_USER,
                              .subdomain = "s",
                              .username = "u",
                              .password = "p"};
    if (acme_crm_open(&client, &config, NULL, &err) != CONN_OK) {
        printf("error %s: %s\n", conn_status_name(err.status), err.message);
        return 1;
    }
    poll_twice(client, &m, false);
    poll_twice(client, &m, true);
    acme_crm_close(client);
    return 0;
}
