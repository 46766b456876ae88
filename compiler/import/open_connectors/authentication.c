/* authentication.c - how the connector's user gets in: the kind, and what the
 * entries of the configuration say about it. */
#include <string.h>

#include "import/open_connectors/entry.h"

/* Settings of OAuth 2.0; `value` is the entry's without the setting, and NULL
 * the platform's own. */
static const struct OauthRow {
    const char *key, *setting;
} oauth_rows[] = {
    {"oauth.authorization.url", "authorize_url"},
    {"oauth.token.url", "token_url"},
    {"oauth.token.refresh_url", "refresh_url"},
    {"oauth.token.revoke_url", "revoke_url"},
    {"oauth.callback.url", "callback_url"},
    {"oauth.scope", "scopes"},
    {"oauth.basic.header", "basic_header"},
    {"oauth.user.refresh_interval", "refresh_interval"},
    {"oauth.api.key", NULL},
    {"oauth.api.secret", NULL},
    {"oauth.user.token", NULL},
    {"oauth.user.refresh_token", NULL},
    {"oauth.user.refresh_time", NULL},
};

enum { MOST_NEEDED = 4 };

static const struct KindRow {
    const char *type, *kind;
    const char *needed[MOST_NEEDED]; /* entries */
} kind_rows[] = {
    {"oauth1",
     "oauth1",
     {"oauth.api.key", "oauth.api.secret", "oauth.user.token",
      "oauth.user.token.secret"}},
    {"oauth2", "oauth2", {NULL}},
    {"oauth2Password", "oauth2", {"username", "password"}},
    {"basic", "basic", {"username", "password"}},
    {"custom", "custom", {NULL}},
};

/* A text that the emitter writes as it stands: nothing in it is filled in. */
static bool is_constant(const char *text)
{
    return !strpbrk(text, "{}");
}

static bool is_number(const char *text)
{
    return strlen(text) < 9 && *text >= '1' && *text <= '9' &&
           text[strspn(text, "0123456789")] == '\0';
}

/* Puts the value of a setting; false if the language can't say it. */
static bool put_value(Buf *out, const char *setting, const char *value)
{
    if (strcmp(setting, "refresh_interval") == 0) {
        if (is_number(value))
            buf_printf(out, "%s = %ss\n", setting, value);
        return is_number(value);
    }
    if (strcmp(setting, "basic_header") == 0) {
        bool truth = strcmp(value, "true") == 0;
        if (truth || strcmp(value, "false") == 0)
            buf_printf(out, "%s = %s\n", setting, value);
        return truth || strcmp(value, "false") == 0;
    }
    bool scopes = strcmp(setting, "scopes") == 0;
    bool text = scopes || strcmp(setting, "callback_url") == 0;
    if (!is_constant(value) || (!text && !text_is_url(value)))
        return false;
    buf_printf(out, scopes ? "%s = [" : "%s = ", setting);
    draft_string(out, value);
    buf_puts(out, scopes ? "]\n" : "\n");
    return true;
}

/* What the platform's entry is if nothing is said: see oauth.c of the emitter.
 */
static const char *usual_value(const Entry *entries, size_t count,
                               const struct OauthRow *row)
{
    KnownKey known;
    const Entry *token = entry_find(entries, count, "oauth.token.url");
    if (strcmp(row->key, "oauth.token.refresh_url") == 0)
        return token ? token->value : NULL;
    return known_find(row->key, false, &known) ? known.value : NULL;
}

static bool same(const char *a, const char *b)
{
    return strcmp(a ? a : "", b ? b : "") == 0;
}

static void oauth_import(Draft *draft, Entry *entries, size_t count)
{
    for (size_t i = 0; i < sizeof oauth_rows / sizeof *oauth_rows; i++) {
        const struct OauthRow *row = &oauth_rows[i];
        Entry *entry = entry_find(entries, count, row->key);
        if (!entry)
            continue;
        const char *value = entry_default(entry);
        entry->derived = true;
        entry->value = usual_value(entries, count, row);
        if (row->setting && value && !same(value, entry->value) &&
            put_value(&draft->authentication, row->setting, value))
            entry->value = value;
    }
}

/* Settings of OAuth 1.0 are fields of the configuration. */
static const char *const signing[MOST_NEEDED][2] = {
    {"consumer_key", "oauth.api.key"},
    {"consumer_secret", "oauth.api.secret"},
    {"token", "oauth.user.token"},
    {"token_secret", "oauth.user.token.secret"}};

static void signing_use(Entry *entries, size_t count)
{
    for (size_t i = 0; i < MOST_NEEDED; i++)
        entry_find(entries, count, signing[i][1])->used = true;
}

void authentication_import_names(Draft *draft)
{
    if (!draft->auth_kind || strcmp(draft->auth_kind, "oauth1") != 0)
        return;
    for (size_t i = 0; i < MOST_NEEDED; i++)
        buf_printf(&draft->authentication, "%s = config.%s\n", signing[i][0],
                   configuration_name(draft, signing[i][1]));
}

static bool has_entries(const struct KindRow *row, const Entry *entries,
                        size_t count)
{
    for (size_t i = 0; i < MOST_NEEDED && row->needed[i]; i++)
        if (!entry_find(entries, count, row->needed[i]))
            return false;
    return true;
}

void authentication_import(Draft *draft, Entry *entries, size_t count)
{
    const Json *kind = json_get(draft->root, "authentication");
    const char *type = json_get_text(kind, "type");
    for (size_t i = 0; type && i < sizeof kind_rows / sizeof *kind_rows; i++)
        if (strcmp(kind_rows[i].type, type) == 0 &&
            has_entries(&kind_rows[i], entries, count))
            draft->auth_kind = kind_rows[i].kind;
    draft->auth_password =
        type && strcmp(type, "oauth2Password") == 0 && draft->auth_kind;
    if (draft->auth_password)
        buf_puts(&draft->authentication, "grant = password\n");
    if (draft->auth_kind && strcmp(draft->auth_kind, "oauth2") == 0)
        oauth_import(draft, entries, count);
    if (draft->auth_kind && strcmp(draft->auth_kind, "oauth1") == 0)
        signing_use(entries, count);
}
