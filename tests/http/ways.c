/* ways.c - the tables of a connector with every way in. */
#include "ways.h"

#include <openssl/evp.h>
#include <openssl/pem.h>

/* ---- the configuration ---- */

#define SETTING(member, flags)                                                 \
    {                                                                          \
        {#member,    sizeof #member - 1,                                       \
         &type_cstr, offsetof(ways_config, member),                            \
         0,          flags,                                                    \
         NULL},                                                                \
            #member, CONN_IN_CALL, CONN_L_REPEAT, NULL, false                  \
    }
static const conn_arg config_table[] = {SETTING(base_url, 0),
                                        SETTING(user, 0),
                                        SETTING(id, 0),
                                        SETTING(password, CONN_F_SECRET),
                                        SETTING(key, CONN_F_SECRET),
                                        SETTING(client_secret, CONN_F_SECRET),
                                        SETTING(signing_key, CONN_F_SECRET),
                                        SETTING(token, CONN_F_SECRET),
                                        SETTING(token_secret, CONN_F_SECRET),
                                        SETTING(pem, CONN_F_SECRET)};

static const conn_expr base_url = CONFIG(0), user = CONFIG(1), id = CONFIG(2),
                       password = CONFIG(3), key = CONFIG(4),
                       client_secret = CONFIG(5), signing_key = CONFIG(6),
                       token = CONFIG(7), token_secret = CONFIG(8),
                       pem = CONFIG(9), file = TEXT("/none.pem");

ways_config ways_all(const char *url, int auth)
{
    static char text[2048];
    EVP_PKEY *made = EVP_EC_gen("P-256");
    BIO *out = BIO_new(BIO_s_mem());
    assert_int_equal(
        PEM_write_bio_PrivateKey(out, made, NULL, NULL, 0, NULL, NULL), 1);
    text[BIO_read(out, text, sizeof text - 1)] = '\0';
    BIO_free(out);
    EVP_PKEY_free(made);
    return (ways_config){.base_url = url,
                         .user = "ann",
                         .id = "the client",
                         .password = "pA55w/r\"d+&\xC3\xA9=\\Zq1",
                         .key = "kEy/+ 9Zq2&\\x%2F",
                         .client_secret = "cl1ent&s3cret/Zq3==",
                         .signing_key = "s1gn1ng+key/Zq4\"ok",
                         .token = "t0ken/of=Zq5+oauth",
                         .token_secret = "t0kenS3cret&Zq6/%",
                         .pem = text,
                         .auth = auth};
}

/* ---- a login of its own ---- */

static const conn_expr token_slot = ACCOUNT(0), refresh_slot = ACCOUNT(1),
                       new_token = BODY("/session"),
                       new_refresh = BODY("/again");
static const conn_path_part login_path[] = {{"/login", 0, false, false}};
static const conn_path_part again_path[] = {{"/again", 0, false, false}};
static const conn_assign login_body[] = {{CONN_IN_BODY, "/who", &user},
                                         {CONN_IN_BODY, "/pass", &password}};
static const conn_assign again_body[] = {{CONN_IN_BODY, "/by", &refresh_slot}};
static const conn_save saves[] = {{0, &new_token}, {1, &new_refresh}};
static const conn_op op_login = {.name = "session.login",
                                 .method = "POST",
                                 .path = login_path,
                                 .path_count = 1,
                                 .assigns = login_body,
                                 .assign_count = 2,
                                 .saves = saves,
                                 .save_count = 2,
                                 .errors = &api_errors};
static const conn_op op_again = {.name = "session.again",
                                 .method = "POST",
                                 .path = again_path,
                                 .path_count = 1,
                                 .assigns = again_body,
                                 .assign_count = 1,
                                 .saves = saves,
                                 .save_count = 2,
                                 .errors = &api_errors};
static const conn_assign sign[] = {{CONN_IN_HEADER, "X-Session", &token_slot}};

/* ---- OAuth ---- */

static const conn_expr token_path = TEXT("/token"), agree_path = TEXT("/agree"),
                       device_path = TEXT("/device");
#define URL(path)                                                              \
    {                                                                          \
        CONN_E_CONCAT, NULL, 0, &base_url, &path                               \
    }
static const conn_expr token_url = URL(token_path), agree_url = URL(agree_path),
                       device_url = URL(device_path);
#define CLIENT                                                                 \
    .token_url = &token_url, .client_id = &id, .client_secret = &client_secret
static const conn_oauth2 client_basic = {.grant = CONN_G_CLIENT, CLIENT};
static const conn_oauth2 client_post = {
    .grant = CONN_G_CLIENT, .client_auth = CONN_CA_POST, CLIENT};
static const conn_oauth2 by_password = {
    .grant = CONN_G_PASSWORD, .username = &user, .password = &password, CLIENT};
static const conn_jwt signer = {
    .algorithm = "ES256", .key = &pem, .subject = &user, .lifetime_s = 60};
static const conn_oauth2 by_jwt = {
    .grant = CONN_G_JWT, .client_auth = CONN_CA_JWT, .jwt = &signer, CLIENT};
static const conn_oauth2 by_code = {
    .grant = CONN_G_CODE, .pkce = true, .authorize_url = &agree_url, CLIENT};
static const conn_oauth2 by_device = {
    .grant = CONN_G_DEVICE, .device_url = &device_url, CLIENT};
static const conn_oauth1 oauth1 = {.signature = "HMAC-SHA256",
                                   .consumer_key = &id,
                                   .consumer_secret = &signing_key,
                                   .token = &token,
                                   .token_secret = &token_secret};
static const conn_oauth1 oauth1_plain = {.signature = "PLAINTEXT",
                                         .consumer_key = &id,
                                         .consumer_secret = &signing_key,
                                         .token = &token,
                                         .token_secret = &token_secret};

/* ---- signatures ---- */

static const conn_expr region = TEXT("eu-1"), service = TEXT("svc"),
                       s3 = TEXT("s3");
static const conn_aws aws = {.access_key = &id,
                             .secret_key = &signing_key,
                             .session_token = &token,
                             .region = &region,
                             .service = &service};
static const conn_aws aws_s3 = {.access_key = &id,
                                .secret_key = &signing_key,
                                .session_token = &token,
                                .region = &region,
                                .service = &s3};
static const conn_jwt hs256 = {.algorithm = "HS256",
                               .key = &signing_key,
                               .issuer = &user,
                               .lifetime_s = 60};

/* ---- all of them ---- */

static const conn_auth table[] = {
    {.label = "basic",
     .kind = CONN_A_BASIC,
     .first = &user,
     .second = &password},
    {.label = "bearer", .kind = CONN_A_BEARER, .first = &key},
    {.label = "key in a header",
     .kind = CONN_A_API_KEY,
     .place = CONN_IN_HEADER,
     .name = "X-Whatever",
     .first = &key},
    {.label = "key in the query",
     .kind = CONN_A_API_KEY,
     .place = CONN_IN_QUERY,
     .name = "k",
     .first = &key},
    {.label = "key in a cookie",
     .kind = CONN_A_API_KEY,
     .place = CONN_IN_COOKIE,
     .name = "sid",
     .first = &token_secret},
    {.label = "session",
     .kind = CONN_A_CUSTOM,
     .provision = &op_login,
     .refresh = &op_again,
     .sign = sign,
     .sign_count = 1},
    {.label = "client, basic", .kind = CONN_A_OAUTH2, .oauth2 = &client_basic},
    {.label = "client, post", .kind = CONN_A_OAUTH2, .oauth2 = &client_post},
    {.label = "password", .kind = CONN_A_OAUTH2, .oauth2 = &by_password},
    {.label = "jwt grant, jwt client",
     .kind = CONN_A_OAUTH2,
     .oauth2 = &by_jwt},
    {.label = "code", .kind = CONN_A_OAUTH2, .oauth2 = &by_code},
    {.label = "device", .kind = CONN_A_OAUTH2, .oauth2 = &by_device},
    {.label = "oauth 1.0a", .kind = CONN_A_OAUTH1, .oauth1 = &oauth1},
    {.label = "oauth 1.0a, plain",
     .kind = CONN_A_OAUTH1,
     .oauth1 = &oauth1_plain},
    {.label = "aws", .kind = CONN_A_AWS, .aws = &aws},
    {.label = "aws s3", .kind = CONN_A_AWS, .aws = &aws_s3},
    {.label = "digest",
     .kind = CONN_A_DIGEST,
     .first = &user,
     .second = &password},
    {.label = "own token, HS256", .kind = CONN_A_JWT, .jwt = &hs256},
    {.label = "own token, ES256", .kind = CONN_A_JWT, .jwt = &signer},
    {.label = "certificate", .kind = CONN_A_CERTIFICATE, .first = &file}};

static const char *const slots[] = {"session", "again"};
const conn_connector ways = {.desc_version = CONN_DESC_VERSION,
                             .name = "ways",
                             .config = config_table,
                             .config_count = COUNT(config_table),
                             .auth_offset = offsetof(ways_config, auth),
                             .base_url = &base_url,
                             .auths = table,
                             .auth_count = COUNT(table),
                             .slots = slots,
                             .slot_count = 2};

const char *ways_name(int auth)
{
    return table[auth - 1].label;
}
