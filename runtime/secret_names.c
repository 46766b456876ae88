/* secret_names.c - names that say that a value is secret. */
#include <string.h>

#include "secrets.h"

/* Letters and digits alone, in lower case: accessToken, access_token and
 * Access-Token are one. Sorted by nothing; a name is looked at once. */
typedef struct name_row {
    const char *name;
    bool vague; /* means other things, too */
    bool param; /* only where it is a parameter, not a member */
} name_row;

static const name_row members[] = {{"accesstoken", false, false},
                                   {"refreshtoken", false, false},
                                   {"idtoken", false, false},
                                   {"token", false, false},
                                   {"authtoken", false, false},
                                   {"sessiontoken", false, false},
                                   {"subjecttoken", false, false},
                                   {"securitytoken", false, false},
                                   {"oauthtoken", false, false},
                                   {"oauthtokensecret", false, false},
                                   {"oauthverifier", false, false},
                                   {"oauthsignature", false, false},
                                   {"password", false, false},
                                   {"passwd", false, false},
                                   {"passphrase", false, false},
                                   {"secret", false, false},
                                   {"clientsecret", false, false},
                                   {"consumersecret", false, false},
                                   {"tokensecret", false, false},
                                   {"secretkey", false, false},
                                   {"secretaccesskey", false, false},
                                   {"privatekey", false, false},
                                   {"apikey", false, false},
                                   {"assertion", false, false},
                                   {"clientassertion", false, false},
                                   {"code", true, false},
                                   {"codeverifier", false, false},
                                   {"devicecode", false, false},
                                   {"usercode", false, false},
                                   {"authorization", false, false},
                                   {"signature", true, true},
                                   {"xamzsignature", false, false},
                                   {"xamzsecuritytoken", false, false},
                                   {"xamzcredential", false, false}};

static const char *const headers[] = {
    "authorization", "proxyauthorization", "authenticationinfo",
    "cookie",        "setcookie",          "xapikey",
    "apikey",        "xauthtoken",         "authtoken",
    "xaccesstoken",  "xsubjecttoken",      "xvaulttoken",
    "xcsrftoken",    "xxsrftoken",         "xsessiontoken",
    "privatetoken",  "xamzsecuritytoken",  "xgooglapikey"};

enum { LONGEST = 32 };

/* The name without what separates its words; false if it is too long for any
 * of the tables. */
static bool plain(const char *name, size_t len, char out[LONGEST])
{
    size_t n = 0;
    for (size_t i = 0; i < len; i++) {
        char c = name[i];
        if (c == '_' || c == '-')
            continue;
        if (n + 1 == LONGEST)
            return false;
        out[n++] = c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
    }
    out[n] = '\0';
    return true;
}

bool conn_secret_header(const char *name)
{
    char text[LONGEST];
    if (!plain(name, strlen(name), text))
        return false;
    for (size_t i = 0; i < sizeof headers / sizeof headers[0]; i++)
        if (strcmp(text, headers[i]) == 0)
            return true;
    return false;
}

static const name_row *member(const char *name, size_t len)
{
    char text[LONGEST];
    if (len < 4 || !plain(name, len, text))
        return NULL;
    for (size_t i = 0; i < sizeof members / sizeof members[0]; i++)
        if (strcmp(text, members[i].name) == 0)
            return &members[i];
    return NULL;
}

static bool is_word(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           (c >= '0' && c <= '9') || c == '_' || c == '-';
}

/* Where the value begins if the word that ends at `at` names one; NULL if not.
 */
static const char *value_behind(const char *at, const char *end, bool *json)
{
    *json = false;
    if (at < end && *at == '=')
        return at + 1;
    if (at == end || *at++ != '"')
        return NULL;
    while (at < end && strchr(" \t\r\n:", *at) != NULL && *at != '\0')
        at++;
    *json = true;
    return at < end && *at == '"' ? at + 1 : NULL;
}

static const char *value_end(const char *at, const char *end, bool json)
{
    for (; at < end; at++)
        if (json ? *at == '"'
                 : *at == '&' || *at == '#' || (unsigned char)*at <= ' ')
            break;
        else if (json && *at == '\\' && at + 1 < end)
            at++;
    return at;
}

bool conn_secret_next(conn_str text, size_t *at, conn_named *out)
{
    const char *p = text.data + *at, *end = text.data + text.len;
    while (p < end) {
        const char *word = p;
        while (p < end && is_word(*p))
            p++;
        const name_row *row = member(word, (size_t)(p - word));
        const char *value =
            row != NULL ? value_behind(p, end, &out->json) : NULL;
        if (value != NULL && !(out->json && row->param)) {
            const char *stop = value_end(value, end, out->json);
            out->value = (conn_str){value, (size_t)(stop - value)};
            out->vague = row->vague;
            *at = (size_t)(stop - text.data);
            return true;
        }
        if (p < end)
            p++;
    }
    *at = text.len;
    return false;
}

bool conn_secret_names_hide(conn_str text, conn_buf *out)
{
    size_t at = 0, shown = 0;
    conn_named found;
    while (conn_secret_next(text, &at, &found)) {
        size_t start = (size_t)(found.value.data - text.data);
        conn_buf_add(out, text.data + shown, start - shown);
        conn_buf_puts(out, CONN_HIDDEN);
        shown = at;
    }
    if (text.len > shown)
        conn_buf_add(out, text.data + shown, text.len - shown);
    return out->status == CONN_OK;
}
