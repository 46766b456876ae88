/* failing.c - the allocator's hook that counts down. */
#include "failing.h"

#include <stdatomic.h>

#include "api.h"
#include "memory.h"

static atomic_int left; /* allocations that still work; below 0: all do */
static atomic_bool starved;

static bool allow(size_t size)
{
    (void)size;
    if (atomic_load(&left) < 0 || atomic_fetch_sub(&left, 1) > 0)
        return true;
    atomic_store(&left, -1);
    atomic_store(&starved, true);
    return false;
}

int failing_in_turn(const char *name, failing_course *course, void *user)
{
    int n = 0;
    conn_status status;
    do {
        conn_error err = {0};
        atomic_store(&starved, false);
        atomic_store(&left, n++);
        conn_alloc_hook(allow);
        status = course(user, &err);
        conn_alloc_hook(NULL);
        if (status != CONN_OK && status != CONN_MEMORY)
            fail_msg("%s, allocation %d: %s: %s", name, n - 1,
                     conn_status_name(status), err.message);
        conn_error_clear(&err);
    } while (atomic_load(&starved));
    assert_int_equal(status, CONN_OK);
    print_message("%s: %d allocations failed in turn\n", name, n - 1);
    return n - 1;
}
