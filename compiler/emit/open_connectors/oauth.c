/* oauth.c - the configuration entries of OAuth 2.0: what the source says, and
 * where the platform keeps tokens. */
#include <string.h>

#include "emit/open_connectors/entries.h"
#include "emit/open_connectors/keys.h"
#include "emit/open_connectors/values.h"

enum {
    OAUTH_1 = 1,
    OAUTH_2 = 2, /* with a code or a password */
    OAUTH_BOTH = OAUTH_1 | OAUTH_2
};

/* In the order in which the builder asks. `setting` gives the value; without
 * one it is the platform's own. */
static const struct OauthRow {
    const char *key, *setting;
    int versions;
} oauth_rows[] = {
    {"oauth.api.key", NULL, OAUTH_BOTH},
    {"oauth.api.secret", NULL, OAUTH_BOTH},
    {"oauth.callback.url", "callback_url", OAUTH_BOTH},
    {"oauth.request.url", NULL, OAUTH_1},
    {"oauth.authorization.url", "authorize_url", OAUTH_BOTH},
    {"oauth.token.url", "token_url", OAUTH_BOTH},
    {"oauth.request.authorization.type", NULL, OAUTH_1},
    {"oauth.token.refresh_url", "refresh_url", OAUTH_2},
    {"oauth.token.revoke_url", "revoke_url", OAUTH_2},
    {"oauth.scope", "scopes", OAUTH_BOTH},
    {"oauth.basic.header", "basic_header", OAUTH_2},
    {"oauth.user.token", NULL, OAUTH_BOTH},
    {"oauth.user.token.secret", NULL, OAUTH_1},
    {"oauth.user.refresh_token", NULL, OAUTH_2},
    {"oauth.user.refresh_interval", "refresh_interval", OAUTH_2},
    {"oauth.user.refresh_time", NULL, OAUTH_2},
};

static int oauth_version(const Way *way)
{
    if (strcmp(way->type, "oauth1") == 0)
        return OAUTH_1;
    return strncmp(way->type, "oauth2", 6) == 0 ? OAUTH_2 : 0;
}

/* Tokens are renewed where codes are exchanged, unless it is said. */
static const char *oauth_value(Platform *platform, const Auth *auth,
                               const struct OauthRow *row,
                               const char *otherwise)
{
    const Choice *settings = auth->settings;
    const Expr *value =
        row->setting ? choice_value(settings, row->setting) : NULL;
    if (!value && row->setting && strcmp(row->setting, "refresh_url") == 0)
        value = choice_value(settings, "token_url");
    if (value && value->kind == EXPR_WORD)
        return value->text;
    return value ? value_template(platform, value, "this setting") : otherwise;
}

static const Setting *oauth_setting(const Auth *auth, const char *name)
{
    const Choice *settings = auth->settings;
    const Expr *value = choice_value(settings, name);
    for (size_t i = 0; value && i < settings->count; i++)
        if (settings->settings[i].value == value)
            return &settings->settings[i];
    return NULL;
}

/* What the platform has no place for. */
static void oauth_lose(Platform *platform, const Auth *auth)
{
    static const char *const rows[][2] = {
        {"client_id", "the platform asks for it by itself"},
        {"client_secret", "the platform asks for it by itself"},
        {"client_auth", "the platform knows `basic_header` alone"},
        {"audience", "the platform sends none"},
        {"private_key", "the platform signs no tokens"}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const Setting *setting = choice_setting(auth->settings, rows[i][0]);
        if (setting && setting->given)
            diag_report(platform->diags, D_OC_SETTING_LOST, setting->span,
                        rows[i][0], rows[i][1]);
    }
}

void configuration_add_oauth(Platform *platform, ConfigEntries *entries,
                             const Way *way)
{
    const Auth *auth = way->auth;
    int version = oauth_version(way);
    for (size_t i = 0; i < sizeof oauth_rows / sizeof *oauth_rows; i++) {
        const struct OauthRow *row = &oauth_rows[i];
        if (!(row->versions & version))
            continue;
        ConfigEntry entry = entry_known(platform, row->key);
        if (version == OAUTH_2) /* the builder asks for those of OAuth 1.0 */
            entry.default_value =
                oauth_value(platform, auth, row, entry.default_value);
        if (keys_has(platform, row->key))
            continue;
        entry.group = platform->way_count > 1 ? way->type : NULL;
        vec_push(platform->arena, entries->items, entries->count, entry);
    }
    if (strncmp(way->type, "oauth2", 6) != 0)
        return;
    oauth_lose(platform, auth);
    const Setting *pkce = oauth_setting(auth, "pkce");
    if (pkce && choice_bool(auth->settings, "pkce", false))
        diag_report(platform->diags, D_OC_SETTING_LOST, pkce->span, "pkce",
                    "codes are exchanged without proof of their owner");
}
