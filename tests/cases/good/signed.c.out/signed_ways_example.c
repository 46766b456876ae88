/* signed_ways_example.c - opens a client and calls items.get. The configuration
 * comes from variables of the environment, SIGNED_WAYS_NAME for the field
 * `name`. */
#include "signed_ways.h"

#include <inttypes.h>
#include <stdlib.h>

int main(int argc, char **argv)
{
    if (argc != 2) {
        fprintf(stderr, "usage: signed_ways_example id\n");
        return 2;
    }
    signed_ways_items_get_args args = CONN_ZERO;
    args.id = argv[1];
    signed_ways_config config = CONN_ZERO;
    config.user = getenv("SIGNED_WAYS_USER");
    config.secret = getenv("SIGNED_WAYS_SECRET");
    config.private_key = getenv("SIGNED_WAYS_PRIVATE_KEY");
    config.session = getenv("SIGNED_WAYS_SESSION");
    config.certificate = getenv("SIGNED_WAYS_CERTIFICATE");
    config.key = getenv("SIGNED_WAYS_KEY");
    signed_ways *client = NULL;
    conn_error err = CONN_ZERO;
    if (signed_ways_open(&client, &config, NULL, &err) != CONN_OK)
        return conn_error_print(stderr, &err);
    conn_reply *reply = signed_ways_items_get(client, &args, &err);
    if (reply != NULL) {
        const signed_ways_item *value = signed_ways_items_get_value(reply);
        if (value != NULL)
            printf("%" PRId64 "\n", value->id);
    }
    conn_reply_free(reply);
    signed_ways_close(client);
    return err.status == CONN_OK ? 0 : conn_error_print(stderr, &err);
}
