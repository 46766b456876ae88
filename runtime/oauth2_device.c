/* oauth2_device.c - logins on another device than this one (RFC 8628). */
#include <string.h>

#include "fail.h"
#include "json.h"
#include "oauth2_login.h"

#define DEVICE_GRANT "urn:ietf:params:oauth:grant-type:device_code"
/* A server that says no interval (RFC 8628 section 3.2), and what slow_down
 * adds (section 3.5). */
#define INTERVAL_MS 5000
#define SLOWER_MS 5000

/* ---- the codes ---- */

static bool read_text(conn_grant_call *g, const char *pointer, conn_buf *out)
{
    const conn_buf *body = &g->reply->response.body;
    conn_json_slice slice;
    return body->len > 0 &&
           conn_json_find(body->data, body->len, pointer, &slice) &&
           conn_json_slice_text(slice, out) && out->len > 0;
}

static int64_t read_seconds(conn_grant_call *g, const char *pointer,
                            int64_t otherwise)
{
    const conn_buf *body = &g->reply->response.body;
    conn_json_slice slice;
    int64_t seconds;
    bool good = conn_json_find(body->data, body->len, pointer, &slice) &&
                conn_json_slice_int64(slice, &seconds) && seconds >= 0 &&
                seconds < INT32_MAX;
    return good ? seconds * 1000 : otherwise;
}

void conn_device_begin(conn_login *login, conn_grant_call *g)
{
    conn_str url = conn_grant_need(g, g->how->device_url, "URL for devices");
    conn_grant_scope(g);
    conn_grant_send(g, "oauth2.device", url);
    if (g->status != CONN_OK)
        return;
    bool done = read_text(g, "/device_code", &login->device_code) &&
                read_text(g, "/user_code", &login->user_code) &&
                (read_text(g, "/verification_uri_complete", &login->url) ||
                 read_text(g, "/verification_uri", &login->url) ||
                 read_text(g, "/verification_url", &login->url));
    bool whole = login->device_code.status == CONN_OK &&
                 login->user_code.status == CONN_OK &&
                 login->url.status == CONN_OK;
    if (!whole) {
        g->status = conn_fail_memory(g->err);
        return;
    }
    if (!done) {
        g->status = conn_fail(g->err, CONN_DECODE,
                              "the server's answer has no codes for a device");
        return;
    }
    login->interval_ms = read_seconds(g, "/interval", INTERVAL_MS);
    login->expires = conn_clock_after(
        conn_clock_ms(), read_seconds(g, "/expires_in", 1800 * 1000));
}

/* ---- waiting for a device ---- */

static conn_status ask(conn_login *login, const conn_exchange *call,
                       conn_error *err)
{
    conn_grant_call g;
    conn_grant_begin(&g, call, err);
    conn_grant_field(&g, "grant_type", conn_str_of(DEVICE_GRANT));
    conn_grant_field(&g, "device_code", conn_buf_str(&login->device_code));
    conn_grant_send(&g, "oauth2.token",
                    conn_grant_need(&g, g.how->token_url, "URL for tokens"));
    conn_grant_take(&g, false);
    conn_grant_end(&g);
    return g.status;
}

/* Whether the server says that the person is not done yet. A timeout of the
 * network counts as that, at a slower pace (RFC 8628 section 3.5). */
static bool is_pending(conn_login *login, const conn_error *err)
{
    const char *code = err->vendor_code;
    if (code != NULL && strcmp(code, "authorization_pending") == 0)
        return true;
    bool slower = code != NULL && strcmp(code, "slow_down") == 0;
    if (!slower && err->status != CONN_TIMEOUT)
        return false;
    login->interval_ms += SLOWER_MS;
    return true;
}

conn_status conn_device_wait(conn_login *login, const conn_exchange *call,
                             conn_error *err)
{
    for (;;) {
        int64_t now = conn_clock_ms();
        int64_t end = login->expires < call->terms.deadline
                          ? login->expires
                          : call->terms.deadline;
        int64_t ms = login->interval_ms;
        if (end - now < ms)
            ms = end > now ? end - now : 0;
        if (!conn_cancel_sleep(call->terms.cancel, ms))
            return conn_fail(err, CONN_CANCELLED, "cancelled");
        now = conn_clock_ms();
        if (now >= call->terms.deadline)
            return conn_fail(err, CONN_TIMEOUT, "the deadline has passed");
        if (now >= login->expires)
            return conn_fail(err, CONN_AUTH_EXPIRED,
                             "the code for the device has expired");
        conn_error said = {0};
        conn_status status = ask(login, call, &said);
        bool goes_on = status != CONN_OK && is_pending(login, &said);
        if (!goes_on && err != NULL)
            *err = said;
        else
            conn_error_clear(&said);
        if (!goes_on)
            return status;
    }
}
