/* registry_check.c - drives a real Docker registry through examples/registry.
 *
 * Owns the proof for registry.conn: getting in, catalogue and tags, names that
 * could break a path, and what networks do; registry_image.c has the rest.
 * What it saw goes to files that the script compares with what curl sees.
 */
#define _POSIX_C_SOURCE 200809L

#include <stdlib.h>
#include <string.h>

#include "registry_check.h"

enum { MOUNTS = 250 };

static registry *registry_connect(Run *run, const char *url,
                                  const char *password)
{
    registry *client = NULL;
    conn_error err = {0};
    registry_config config = {
        .base_url = url, .username = run->user, .password = password};
    conn_options options = {.no_retry = true,
                            .log = run_log,
                            .log_user = run,
                            .log_level = CONN_LOG_DEBUG};
    if (registry_open(&client, &config, &options, &err)) {
        conn_error_print(stderr, &err);
        exit(1);
    }
    return client;
}

/* ---- getting in ---- */

static void answers_as_registry(Run *run, registry *client)
{
    conn_error err = {0};
    conn_reply *reply = registry_api_check(client, NULL, &err);
    const registry_api_version *version = VALUE_OF(registry_api_check, reply);
    check(run, version && conn_str_is(version->version.value, "registry/2.0"),
          "the registry says its version in a header");
    check_ok(run, &err, "good password");
    conn_reply_free(reply);
}

static void refuses_wrong_password(Run *run)
{
    conn_error err = {0};
    registry *client = registry_connect(run, run->url, "wrong");
    conn_reply *reply = registry_api_check(client, NULL, &err);
    check(run, !reply, "no reply with a wrong password");
    check_fails(run, &err, CONN_UNAUTHORIZED, 401, "wrong password");
    check_text(run, err.vendor_code, "UNAUTHORIZED", "the registry's code");
    const registry_api_errors *body = registry_error_body(&err);
    check(run,
          body && body->errors.count == 1 &&
              conn_str_is(body->errors.items[0].message,
                          "authentication required"),
          "the error array is typed");
    conn_error_clear(&err);
    registry_close(client);
}

/* ---- lists ---- */

static void mounts_made(Run *run, registry *client, const Image *image)
{
    conn_error err = {0};
    int made = 0;
    conn_stats before = conn_client_stats(registry_as_conn(client));
    for (int i = 0; i < MOUNTS; i++) {
        char name[32];
        snprintf(name, sizeof name, "many/r-%03d", i);
        conn_reply *reply = registry_blobs_mount(
            client,
            &(registry_blobs_mount_args){.name = name,
                                         .digest = image->layer_digest.text,
                                         .from = REPOSITORY},
            &err);
        const registry_stored *stored = VALUE_OF(registry_blobs_mount, reply);
        made += stored && stored->digest.state == CONN_VALUE;
        conn_reply_free(reply);
        conn_error_clear(&err);
    }
    conn_stats after = conn_client_stats(registry_as_conn(client));
    check(run, made == MOUNTS, "a layer mounted into %d repositories", MOUNTS);
    check(run, after.connections == before.connections,
          "over the connection that was there");
}

static void repositories_listed(Run *run, registry *client)
{
    conn_error err = {0};
    int count = 0, page_count = 0;
    registry_repositories_list_args args = {.page_size = CONN_SOME(40)};
    FILE *file = run_file(run, "repositories");
    registry_repositories_list_pages *pages =
        registry_repositories_list(client, &args);
    for (const conn_str *name;
         (name = registry_repositories_list_next(pages, &err));) {
        fprintf(file, "%s\n", name->data);
        count++;
    }
    registry_repositories_list_end(pages);
    fclose(file);
    check(run, count == MOUNTS + 1, "%d repositories listed", count);
    check_ok(run, &err, "the catalogue, name by name");

    pages = registry_repositories_list(client, &args);
    const registry_catalog *page;
    while ((page = registry_repositories_list_next_page(pages, &err)))
        page_count++;
    registry_repositories_list_end(pages);
    check(run, page_count == 7, "in %d pages of 40", page_count);
    check_ok(run, &err, "the catalogue, page by page");
}

static void tags_listed(Run *run, registry *client)
{
    conn_error err = {0};
    int count = 0;
    FILE *file = run_file(run, "tags");
    registry_tags_list_pages *pages = registry_tags_list(
        client, &(registry_tags_list_args){.name = REPOSITORY,
                                           .page_size = CONN_SOME(2)});
    for (const conn_str *tag; (tag = registry_tags_list_next(pages, &err));) {
        fprintf(file, "%s\n", tag->data);
        count++;
    }
    registry_tags_list_end(pages);
    fclose(file);
    check(run, count == 4, "%d tags listed", count);
    check_ok(run, &err, "the tags");
}

/* ---- names that a path must not be broken by ---- */

static void path_refused(Run *run, registry *client, const char *name)
{
    conn_error err = {0};
    uint64_t before = conn_client_stats(registry_as_conn(client)).requests;
    registry_tags_list_pages *pages =
        registry_tags_list(client, &(registry_tags_list_args){.name = name});
    const conn_str *tag = registry_tags_list_next(pages, &err);
    check(run,
          !tag &&
              conn_client_stats(registry_as_conn(client)).requests == before,
          "nothing sent for the repository `%s`", name);
    check_fails(run, &err, CONN_USAGE, 0, name);
    conn_error_clear(&err);
    registry_tags_list_end(pages);
}

/* The script asks for the same paths, encoded by hand, with curl. */
static void path_encoded(Run *run, registry *client, FILE *file,
                         const char *reference)
{
    conn_error err = {0};
    conn_reply *reply =
        registry_manifests_get(client,
                               &(registry_manifests_get_args){
                                   .name = REPOSITORY, .reference = reference},
                               &err);
    fprintf(file, "%d\n", reply ? conn_reply_status(reply) : err.http_status);
    check(run, reply || err.http_status >= 400,
          "the server is asked for the tag `%s`", reference);
    conn_error_clear(&err);
    conn_reply_free(reply);
}

static void odd_names(Run *run, registry *client)
{
    path_refused(run, client, "demo/../secret");
    path_refused(run, client, "..");
    path_refused(run, client, "demo//app");
    path_refused(run, client, "");
    FILE *file = run_file(run, "odd_statuses");
    path_encoded(run, client, file, "v1");
    path_encoded(run, client, file, "v1?x=1");
    path_encoded(run, client, file, "a b");
    path_encoded(run, client, file, "100%");
    path_encoded(run, client, file, "%76%31");
    path_encoded(run, client, file, "\xf0\x9f\x90\xb3");
    path_encoded(run, client, file, "v1#part");
    fclose(file);
}

/* ---- what networks do ---- */

static void unknown_host(Run *run)
{
    conn_error err = {0};
    registry *client =
        registry_connect(run, "http://no-such-host.invalid", run->password);
    conn_reply *reply = registry_api_check(client, NULL, &err);
    check_fails(run, &err, CONN_TRANSPORT, 0, "a host that does not exist");
    check(run, err.transport_code == 6, "libcurl's code for it is kept");
    conn_error_clear(&err);
    conn_reply_free(reply);
    registry_close(client);
}

static void body_cut_short(Run *run, const Image *image)
{
    conn_error err = {0};
    registry *client = registry_connect(run, run->cut_url, run->password);
    conn_reply *reply = registry_blobs_get(
        client,
        &(registry_blobs_get_args){.name = REPOSITORY,
                                   .digest = image->layer_digest.text},
        &err);
    check(run, !reply, "no part of a blob is taken for the whole");
    check_fails(run, &err, CONN_TRANSPORT, 0, "a body cut short");
    check(run, err.transport_code == 18, "libcurl's code for it is kept");
    conn_error_clear(&err);
    conn_reply_free(reply);
    registry_close(client);
}

static void stopped_in_mid_list(Run *run, registry *client)
{
    conn_error err = {0};
    int count = 0;
    registry_repositories_list_pages *pages = registry_repositories_list(
        client, &(registry_repositories_list_args){.page_size = CONN_SOME(40)});
    while (count < 40 && registry_repositories_list_next(pages, &err))
        count++;
    check(run, count == 40, "a whole page came");
    run_kill_server(run);
    check(run, !registry_repositories_list_next(pages, &err),
          "no item after the server stopped");
    check_fails(run, &err, CONN_TRANSPORT, 0, "server stopped in mid-list");
    conn_error_clear(&err);
    registry_repositories_list_end(pages);
}

/* All that leaves things behind for the script to look at. */
static void run_use(Run *run, registry *client, Image *image)
{
    answers_as_registry(run, client);
    refuses_wrong_password(run);
    image_push(run, client, image);
    mounts_made(run, client, image);
    repositories_listed(run, client);
    tags_listed(run, client);
    odd_names(run, client);
    unknown_host(run);
    body_cut_short(run, image);
}

/* What comes after: deleting, and the server's end. */
static void run_finish(Run *run, registry *client, const Image *image)
{
    image_delete(run, client, image);
    stopped_in_mid_list(run, client);
}

int main(int argc, char **argv)
{
    Run run;
    run_begin(&run);
    Image image = {.layer = data_make(LAYER_SIZE, 1)};
    image.layer_digest = digest_of(image.layer, LAYER_SIZE);
    image.config_digest = digest_of(CONFIG_BLOB, strlen(CONFIG_BLOB));
    registry *client = registry_connect(&run, run.url, run.password);

    if (argc == 2 && !strcmp(argv[1], "finish"))
        run_finish(&run, client, &image);
    else
        run_use(&run, client, &image);

    registry_close(client);
    free(image.layer);
    return run_end(&run);
}
