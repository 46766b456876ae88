/* oauth.c - the configuration entries of OAuth 2.0: what the source says, and
 * where the platform keeps tokens. */
#include "emit/open_connectors/configuration.h"
#include "emit/open_connectors/values.h"

/* In the order in which the builder asks. `setting` is the one that gives the
 * value; without one it is `otherwise`. */
static const struct OauthRow {
    const char *key, *name, *type;
    const char *setting, *otherwise;
    bool required, internal, secret;
} oauth_rows[] = {
    {"oauth.api.key", "OAuth API Key", "TEXTFIELD_128", NULL, NULL, true, false,
     false},
    {"oauth.api.secret", "OAuth API Secret", "PASSWORD", NULL, NULL, true,
     false, true},
    {"oauth.callback.url", "OAuth Callback URL", "TEXTFIELD_1000", NULL, NULL,
     true, false, false},
    {"oauth.authorization.url", "OAuth Authorization URL", "TEXTFIELD_1000",
     "authorize_url", NULL, true, true, false},
    {"oauth.token.url", "OAuth Token URL", "TEXTFIELD_1000", "token_url", NULL,
     true, true, false},
    {"oauth.token.refresh_url", "OAuth Token Refresh URL", "TEXTFIELD_1000",
     "token_url", NULL, false, true, false},
    {"oauth.token.revoke_url", "OAuth Token Revoke URL", "TEXTFIELD_1000",
     "revoke_url", NULL, false, true, false},
    {"oauth.scope", "OAuth Scope", "TEXTFIELD_64", "scopes", NULL, false, false,
     false},
    {"oauth.basic.header", "OAuth basic header", "BOOLEAN", NULL, "true", false,
     false, false},
    {"oauth.user.token", "OAuth Access Token", "TEXTFIELD_32", NULL, NULL,
     false, true, true},
    {"oauth.user.refresh_token", "OAuth Refresh Token", "TEXTFIELD_64", NULL,
     NULL, false, true, true},
    {"oauth.user.refresh_interval", "OAuth Refresh Interval (s)",
     "TEXTFIELD_32", NULL, "3600", false, true, false},
    {"oauth.user.refresh_time", "OAuth Refresh Time", "TEXTFIELD_64", NULL,
     NULL, false, true, false},
};

static const char *oauth_default(Platform *platform, const Auth *auth,
                                 const struct OauthRow *row)
{
    if (!row->setting)
        return row->otherwise;
    const Expr *value = choice_value(auth->settings, row->setting);
    return value ? value_template(platform, value, "this setting") : NULL;
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

void configuration_add_oauth(Platform *platform, ConfigEntries *entries,
                             const Auth *auth)
{
    for (size_t i = 0; i < sizeof oauth_rows / sizeof *oauth_rows; i++) {
        const struct OauthRow *row = &oauth_rows[i];
        ConfigEntry entry = {
            .key = row->key,
            .name = row->name,
            .type = row->type,
            .default_value = oauth_default(platform, auth, row),
            .group = platform->way_count > 1 ? "oauth2" : NULL,
            .required = row->required,
            .hidden = true,
            .internal = row->internal,
            .secret = row->secret,
        };
        vec_push(platform->arena, entries->items, entries->count, entry);
    }
    const Setting *pkce = oauth_setting(auth, "pkce");
    if (pkce && choice_bool(auth->settings, "pkce", false))
        diag_report(platform->diags, D_OC_SETTING_LOST, pkce->span, "pkce",
                    "codes are exchanged without proof of their owner");
}
