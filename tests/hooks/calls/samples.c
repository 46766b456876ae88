/* samples.c - calls of the two clients made of the sample connectors of the
 * design, to server.js: prints what came of them, which samples.expected says.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "github.h"
#include "stripe.h"

static void print_error(conn_error *err)
{
    printf("  error %s, http %d: %s\n", conn_status_name(err->status),
           err->http_status, err->vendor_message ? err->vendor_message : "-");
    conn_error_clear(err);
}

/* Link pages, without pull requests, ids of 64 bits. */
static void issues(const char *url)
{
    github *client = NULL;
    conn_error err = {0};
    const github_issue *issue;
    github_config config = {.auth = GITHUB_AUTH_PERSONAL_ACCESS_TOKEN,
                            .base_url = url,
                            .token = "t"};
    if (github_open(&client, &config, NULL, &err)) {
        print_error(&err);
        return;
    }
    printf("github: issues without pull requests\n");
    github_issues_list_pages *pages = github_issues_list(
        client, &(github_issues_list_args){.owner = "o", .repo = "r"});
    while ((issue = github_issues_list_next(pages, &err)) != NULL)
        printf("  #%" PRId32 " %" PRId64 " %s\n", issue->number, issue->id,
               issue->title.data);
    if (err.status != CONN_OK)
        print_error(&err);
    github_issues_list_end(pages);
    github_close(client);
}

/* A form body, the idempotency key, and pages by the last id. */
static void customers(const char *url)
{
    stripe *client = NULL;
    conn_error err = {0};
    const stripe_customer *customer;
    const conn_str email = {"a+b@example.com", 15};
    (void)url; /* the source says it */
    if (stripe_open(&client, &(stripe_config){.api_key = "sk_test_1"}, NULL,
                    &err)) {
        print_error(&err);
        return;
    }
    printf("stripe: a customer\n");
    conn_reply *reply = stripe_customers_create(
        client,
        &(stripe_customers_create_args){.body = {.email = {CONN_VALUE, email}}},
        &err);
    if (reply) {
        customer = stripe_customers_create_value(reply);
        printf("  %s %s\n", customer->id.data,
               customer->name.state == CONN_VALUE ? customer->name.value.data
                                                  : "-");
        conn_reply_free(reply);
    } else {
        print_error(&err);
    }
    printf("stripe: customers, and one that is not there\n ");
    stripe_customers_list_pages *pages = stripe_customers_list(client, NULL);
    while ((customer = stripe_customers_list_next(pages, &err)) != NULL)
        printf(" %s", customer->id.data);
    printf("\n");
    if (err.status != CONN_OK)
        print_error(&err);
    stripe_customers_list_end(pages);
    reply = stripe_customers_get(
        client, &(stripe_customers_get_args){.id = "none"}, &err);
    if (!reply)
        print_error(&err);
    conn_reply_free(reply);
    stripe_close(client);
}

int main(int argc, char **argv)
{
    char url[64];
    snprintf(url, sizeof url, "http://127.0.0.1:%s", argc == 2 ? argv[1] : "0");
    issues(url);
    customers(url);
    return EXIT_SUCCESS;
}
