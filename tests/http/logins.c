/* logins.c - ways in by OAuth 2.0, and a client that uses them. */
#include "logins.h"

#include <time.h>
#include <unistd.h>

/* ---- the connector ---- */

#define SETTING(member, flags)                                                 \
    {                                                                          \
        {#member,    sizeof #member - 1,                                       \
         &type_cstr, offsetof(login_config, member),                           \
         0,          flags,                                                    \
         NULL},                                                                \
            #member, CONN_IN_CALL, CONN_L_REPEAT, NULL, false                  \
    }
static const conn_arg config_table[] = {
    SETTING(base_url, 0), SETTING(id, 0), SETTING(secret, CONN_F_SECRET),
    SETTING(user, 0), SETTING(password, CONN_F_SECRET)};

static const conn_expr base_url = CONFIG(0), id = CONFIG(1), secret = CONFIG(2),
                       user = CONFIG(3), password = CONFIG(4),
                       token_path = TEXT("/token"),
                       agree_path = TEXT("/agree?x=1"),
                       revoke_path = TEXT("/revoke"),
                       device_path = TEXT("/device"), api_name = TEXT("api");
#define URL(path)                                                              \
    {                                                                          \
        CONN_E_CONCAT, NULL, 0, &base_url, &path                               \
    }
static const conn_expr token_url = URL(token_path), agree_url = URL(agree_path),
                       revoke_url = URL(revoke_path),
                       device_url = URL(device_path);
static const conn_expr tenant = BODY("/tenant");
static const conn_save saves[] = {{0, &tenant}};

#define CLIENT                                                                 \
    .token_url = &token_url, .client_id = &id, .client_secret = &secret,       \
    .revoke_url = &revoke_url, .before_expiry_s = 60, .scopes = "a b"
static const conn_oauth2 by_client = {.grant = CONN_G_CLIENT,
                                      .audience = &api_name,
                                      .saves = saves,
                                      .save_count = 1,
                                      CLIENT};
static const conn_oauth2 by_post = {
    .grant = CONN_G_CLIENT, .client_auth = CONN_CA_POST, CLIENT};
static const conn_oauth2 by_password = {
    .grant = CONN_G_PASSWORD, .username = &user, .password = &password, CLIENT};
static const conn_jwt signer = {
    .algorithm = "HS256", .key = &secret, .subject = &user, .lifetime_s = 60};
static const conn_oauth2 by_jwt = {
    .grant = CONN_G_JWT, .client_auth = CONN_CA_JWT, .jwt = &signer, CLIENT};
static const conn_oauth2 by_code = {
    .grant = CONN_G_CODE, .pkce = true, .authorize_url = &agree_url, CLIENT};
static const conn_oauth2 by_device = {
    .grant = CONN_G_DEVICE, .device_url = &device_url, CLIENT};

#define WAY(how)                                                               \
    {                                                                          \
        .label = #how, .kind = CONN_A_OAUTH2, .oauth2 = &how                   \
    }
static const conn_auth ways[] = {WAY(by_client), WAY(by_post), WAY(by_password),
                                 WAY(by_jwt),    WAY(by_code), WAY(by_device)};
static const char *const slots[] = {"tenant"};
const conn_connector logins = {.desc_version = CONN_DESC_VERSION,
                               .name = "logins",
                               .config = config_table,
                               .config_count = COUNT(config_table),
                               .auth_offset = offsetof(login_config, auth),
                               .base_url = &base_url,
                               .auths = ways,
                               .auth_count = COUNT(ways),
                               .slots = slots,
                               .slot_count = 1};

/* ---- fixture ---- */

void pause_ms(int ms)
{
    struct timespec pause = {ms / 1000, (long)(ms % 1000) * 1000000};
    nanosleep(&pause, NULL);
}

char logins_folder[] = "/tmp/conn-logins.XXXXXX";

void logins_open_client(fixture *f, int auth, const conn_options *given)
{
    conn_options options = {0};
    if (given != NULL)
        options = *given;
    options.state_folder = logins_folder;
    snprintf(f->base_url, sizeof f->base_url, "http://127.0.0.1:%d/v1",
             server_port(f->srv));
    login_config config = {f->base_url, "me:", "s hh/", "ann", "p&w", auth};
    memset(&f->err, 0, sizeof f->err);
    conn_status status =
        conn_open(&f->client, &logins, &config, &options, &f->err);
    assert_string_equal(f->err.message, "");
    assert_int_equal(status, CONN_OK);
}

void logins_open(fixture *f, const step *steps, size_t count, int auth,
                 const conn_options *options)
{
    f->srv = server_start(steps, count, true);
    logins_open_client(f, auth, options);
}

conn_status logins_get(fixture *f)
{
    api_args args = {.id = "1"};
    conn_reply_free(conn_call(f->client, &op_get, &args, &f->err));
    return f->err.status;
}

int logins_begin(void **state)
{
    (void)state;
    return mkdtemp(logins_folder) == NULL;
}

int logins_end(void **state)
{
    char command[64];
    (void)state;
    snprintf(command, sizeof command, "rm -rf %s", logins_folder);
    return system(command);
}
