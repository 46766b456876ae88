/* jobs_example.c - opens a client and calls exports.recent. The configuration
 * comes from variables of the environment, JOBS_NAME for the field `name`. */
#include "jobs.h"

#include <inttypes.h>
#include <stdlib.h>

int main(void)
{
    jobs_exports_recent_args args = CONN_ZERO;
    jobs_config config = CONN_ZERO;
    jobs *client = NULL;
    conn_error err = CONN_ZERO;
    if (jobs_open(&client, &config, NULL, &err) != CONN_OK)
        return conn_error_print(stderr, &err);
    conn_reply *reply = jobs_exports_recent(client, &args, &err);
    if (reply != NULL) {
        const jobs_job_list *value = jobs_exports_recent_value(reply);
        if (value != NULL)
            for (size_t i = 0; i < value->count; i++) {
                const jobs_job *item = &value->items[i];
                printf("%.*s\n", (int)item->id.len, item->id.data);
            }
    }
    conn_reply_free(reply);
    jobs_close(client);
    return err.status == CONN_OK ? 0 : conn_error_print(stderr, &err);
}
