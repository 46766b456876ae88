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

void failing_begin(int n)
{
    atomic_store(&starved, false);
    atomic_store(&left, n);
    conn_alloc_hook(allow);
}

bool failing_happened(void)
{
    return atomic_load(&starved);
}

bool failing_end(void)
{
    conn_alloc_hook(NULL);
    return failing_happened();
}

int failing_in_turn(const char *name, failing_course *course, void *user)
{
    int n = 0;
    conn_status status;
    bool more;
    do {
        conn_error err = {0};
        failing_begin(n++);
        status = course(user, &err);
        more = failing_end();
        if (status != CONN_OK && status != CONN_MEMORY)
            fail_msg("%s, allocation %d: %s: %s", name, n - 1,
                     conn_status_name(status), err.message);
        conn_error_clear(&err);
    } while (more);
    assert_int_equal(status, CONN_OK);
    print_message("%s: %d allocations failed in turn\n", name, n - 1);
    return n - 1;
}
