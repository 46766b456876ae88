/* world.c - a server that repeats what it hears. */
#include "world.h"

#include "base64.h"

static void put(char *out, size_t size, const char *text)
{
    size_t len = strlen(out);
    snprintf(out + len, size - len, "%s", text);
}

/* What only this request holds: signatures, assertions, codes. */
static void learn(world *w, const conn_http_request *request)
{
    static const char *const fields[] = {
        "assertion=", "client_assertion=", "code_verifier="};
    for (size_t i = 0; i < request->header_count; i++) {
        const conn_header *h = &request->headers[i];
        const char *scheme = strchr(h->value, ' ');
        if (strcmp(h->name, "Authorization") == 0 && scheme != NULL)
            leaks_add_whole(&w->secrets, scheme + 1, strlen(scheme + 1));
    }
    for (size_t i = 0; request->body != NULL && i < COUNT(fields); i++) {
        const char *at = strstr(request->body, fields[i]);
        if (at != NULL)
            leaks_add_whole(&w->secrets, at + strlen(fields[i]),
                            strcspn(at + strlen(fields[i]), "&"));
    }
}

static void hear(world *w, const conn_http_request *request)
{
    size_t size = sizeof w->heard;
    learn(w, request);
    w->heard[0] = '\0';
    put(w->heard, size, request->url);
    for (size_t i = 0; i < request->header_count; i++) {
        put(w->heard, size, " ");
        put(w->heard, size, request->headers[i].name);
        put(w->heard, size, ": ");
        put(w->heard, size, request->headers[i].value);
    }
    put(w->heard, size, " ");
    put(w->heard, size, request->body != NULL ? request->body : "");
    put(w->heard, size, " " PROXY_PASSWORD " " KEY_PASSWORD);
}

/* As a string of JSON: escaped, then percent-encoded, then base64. */
static void put_json(char *out, size_t size, const char *text)
{
    size_t len = strlen(text), coded = conn_base64_length(len);
    char *all = calloc(1, len * 9 + coded + 3), *to = all;
    for (const char *p = text; *p != '\0'; p++) {
        if (strchr("\"\\/", *p) != NULL)
            *to++ = '\\';
        if ((*p & 0xE0) == 0xC0 && p[1] != '\0') {
            to += sprintf(to, "\\u%04x", (*p & 0x1F) << 6 | (p[1] & 0x3F));
            p++;
        } else {
            *to++ = *p;
        }
    }
    *to++ = ' ';
    for (const char *p = text; *p != '\0'; p++)
        to += sprintf(to, "%%%02x", (unsigned char)*p);
    *to++ = ' ';
    conn_base64_encode(text, len, to);
    put(out, size, all);
    free(all);
}

static conn_status say(world *w, conn_http_response *response, int status,
                       const char *members)
{
    static char body[200000];
    conn_response_begin(response, status);
    conn_response_add_header(response, "Content-Type", "application/json");
    conn_response_add_header(response, "Set-Cookie",
                             "sid=c00kie/Zq9+of-mine; Path=/");
    conn_response_add_header(response, "X-Request-Id", w->heard);
    conn_response_add_header(response, "X-Auth-Token", "hdr-t0ken-Zq10");
    snprintf(body, sizeof body, "{%s", members);
    static const char *const names[] = {"message", "code", "error_description"};
    for (size_t i = 0; status >= 400 && i < COUNT(names); i++) {
        put(body, sizeof body, i > 0 ? ",\"" : "\"");
        put(body, sizeof body, names[i]);
        put(body, sizeof body, "\":\"");
        put_json(body, sizeof body, w->heard);
        put(body, sizeof body, "\"");
    }
    put(body, sizeof body,
        status >= 400 && *members == '\0' ? ",\"error\":\"invalid_grant\"}"
                                          : "}");
    return conn_response_add_body(response, body, strlen(body));
}

#define TOKENS                                                                 \
    "\"access_token\":\"acc3ss\\/Zq11+t\",\"refresh_token\":\"r3fresh/"        \
    "Zq12&t\",\"id_token\":\"1d-t0ken.Zq13.x\",\"device_code\":\"d3vice/"      \
    "Zq16+c0de\",\"user_code\":\"WDJB-MJHT\",\"interval\":0,"                  \
    "\"verification_uri\":\"http://api.test/dev\""
#define SESSION "\"session\":\"s3ssion/Zq14+t\",\"again\":\"ag4in/Zq15+t\""

static conn_status answer_login(world *w, conn_http_response *response,
                                const char *tokens)
{
    static char odd[100000];
    if (w->mood == NO_LOGIN)
        return say(w, response, 400, "");
    if (w->mood != ODD_LOGIN)
        return say(w, response, 200, tokens);
    snprintf(odd, sizeof odd, "\"error\":\"");
    put_json(odd, sizeof odd, w->heard);
    put(odd, sizeof odd, "\"");
    return say(w, response, 200, odd);
}

static conn_status break_off(world *w, conn_http_response *response,
                             conn_error *err)
{
    if (err != NULL) {
        err->status = CONN_TRANSPORT;
        snprintf(err->message, sizeof err->message, "%.*s",
                 (int)sizeof err->message - 1, w->heard);
    }
    conn_response_set_transient(response);
    return CONN_TRANSPORT;
}

static conn_status answer_call(world *w, conn_http_response *response,
                               conn_error *err)
{
    switch (w->mood) {
    case FLAKY:
        if (w->asked == 1)
            return say(w, response, 503, "\"wait\":0,");
        break;
    case DEAD:
        return break_off(w, response, err);
    case UNAUTHORIZED:
    case NO_LOGIN:
    case ODD_LOGIN:
        return say(w, response, 401, "");
    case INVALID:
        return say(w, response, 418, "");
    case ELSEWHERE:
        conn_response_begin(response, 302);
        return conn_response_add_header(
            response, "Location",
            "http://other.test/cb?code=l0cation-Zq17&token=l0cation-Zq18");
    case NOT_JSON:
        return say(w, response, 200, "\"id\":true");
    case WELL:
    case MOODS:
        break;
    }
    return say(w, response, 200, "\"id\":1,\"name\":\"a\"");
}

conn_status world_answer(void *user, const conn_http_request *request,
                         conn_http_response *response, conn_error *err)
{
    world *w = user;
    hear(w, request);
    w->asked++;
    if (strstr(request->url, "/items") == NULL)
        return answer_login(w, response,
                            strstr(request->url, "/token") ||
                                    strstr(request->url, "/device")
                                ? TOKENS
                                : SESSION);
    return answer_call(w, response, err);
}

/* Digest asks first. */
conn_status world_answer_digest(void *user, const conn_http_request *request,
                                conn_http_response *response, conn_error *err)
{
    for (size_t i = 0; i < request->header_count; i++)
        if (strcmp(request->headers[i].name, "Authorization") == 0)
            return world_answer(user, request, response, err);
    conn_response_begin(response, 401);
    return conn_response_add_header(response, "WWW-Authenticate",
                                    "Digest realm=\"r\", nonce=\"n0nce\", "
                                    "qop=\"auth\", algorithm=SHA-256");
}

/* ---- looking ---- */

void world_no_leak(const world *w, const char *text, const char *where)
{
    const char *found = text != NULL ? leaks_find(&w->secrets, text) : NULL;
    if (found != NULL)
        fail_msg("`%s` stands in %s:\n%.4000s", found, where, text);
}

void world_look_at_error(const world *w, const conn_error *err)
{
    world_no_leak(w, err->message, "a message");
    world_no_leak(w, err->vendor_message, "what the vendor said");
    world_no_leak(w, err->vendor_code, "the vendor's code");
    world_no_leak(w, err->request_id, "the id of a request");
    world_no_leak(w, err->pointer, "a pointer");
}

void world_note(void *user, conn_log_level level, const char *line)
{
    world *w = user;
    w->any_level[level] = true;
    w->logged += (size_t)snprintf(w->log + w->logged, sizeof w->log - w->logged,
                                  "%s\n", line);
    assert_true(w->logged < sizeof w->log);
}

world *world_make(const ways_config *config)
{
    world *w = calloc(1, sizeof *w);
    const char *const secrets[] = {
        config->password,      config->key,           config->client_secret,
        config->signing_key,   config->token,         config->token_secret,
        PROXY_PASSWORD,        KEY_PASSWORD,          "c00kie/Zq9+of-mine",
        "hdr-t0ken-Zq10",      "acc3ss/Zq11+t",       "r3fresh/Zq12&t",
        "1d-t0ken.Zq13.x",     "s3ssion/Zq14+t",      "ag4in/Zq15+t",
        "d3vice/Zq16+c0de",    "l0cation-Zq17",       "l0cation-Zq18",
        "c0de/of+person-Zq19", "s3cret-argument/Zq20"};
    for (size_t i = 0; i < COUNT(secrets); i++)
        leaks_add(&w->secrets, secrets[i]);
    /* Of the key in PEM the head is public. */
    leaks_add(&w->secrets, strchr(config->pem, '\n') + 1);
    return w;
}
