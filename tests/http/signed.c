/* signed.c - ways in that sign each request. */
#include "signed.h"

static const conn_expr user = CONFIG(CONFIG_USER),
                       password = CONFIG(CONFIG_PASSWORD),
                       region = TEXT("eu-1"), service = TEXT("svc"),
                       s3 = TEXT("s3");
static const conn_oauth1 oauth1 = {.signature = "HMAC-SHA1",
                                   .consumer_key = &user,
                                   .consumer_secret = &password};
static const conn_aws aws = {.access_key = &user,
                             .secret_key = &password,
                             .region = &region,
                             .service = &service};
static const conn_aws aws_s3 = {.access_key = &user,
                                .secret_key = &password,
                                .session_token = &region,
                                .region = &region,
                                .service = &s3};
static const conn_jwt jwt = {
    .algorithm = "HS256", .key = &password, .issuer = &user, .lifetime_s = 60};
static const conn_jwt bad_jwt = {
    .algorithm = "RS256", .key = &password, .lifetime_s = 60};

const conn_auth signed_ways[SIGNED_WAYS] = {
    {.kind = CONN_A_DIGEST, .first = &user, .second = &password},
    {.kind = CONN_A_OAUTH1, .oauth1 = &oauth1},
    {.kind = CONN_A_AWS, .aws = &aws},
    {.kind = CONN_A_AWS, .aws = &aws_s3},
    {.kind = CONN_A_JWT, .jwt = &jwt},
    {.kind = CONN_A_JWT, .jwt = &bad_jwt}};

void open_signed(fixture *f, const step *steps, size_t count, int auth)
{
    static conn_connector connector;
    connector = api;
    connector.auths = signed_ways;
    connector.auth_count = COUNT(signed_ways);
    memset(f, 0, sizeof *f);
    f->srv = server_start(steps, count, true);
    snprintf(f->base_url, sizeof f->base_url, "http://127.0.0.1:%d/v1",
             server_port(f->srv));
    api_config config = {f->base_url, "ann", "s3cret", "", auth};
    assert_int_equal(conn_open(&f->client, &connector, &config, NULL, &f->err),
                     CONN_OK);
}

conn_status call_signed(fixture *f, const conn_op *op)
{
    api_args args = {
        .id = "1", .other = "x y", .body = {.id = 1, .name = CONN_STR("a")}};
    conn_reply_free(conn_call(f->client, op, &args, &f->err));
    return f->err.status;
}

bool was_sent(const fixture *f, int n, const char *text)
{
    const char *request = server_request(f->srv, n);
    bool has = request != NULL && strstr(request, text) != NULL;
    if (!has)
        print_error("`%s` is not in:\n%s\n", text, request);
    return has;
}
