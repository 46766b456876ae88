/* replace.c - rewrites a source in place, whole or not at all. */
#define _XOPEN_SOURCE 700 /* realpath */
#include "cli/cli.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static bool write_text(int file, const Buf *text)
{
    FILE *out = fdopen(file, "wb");
    if (!out) {
        close(file);
        return false;
    }
    bool written =
        fwrite(buf_text(text), 1, text->length, out) == text->length &&
        fflush(out) == 0 && fsync(file) == 0;
    return fclose(out) == 0 && written;
}

/* The owner only as far as the user may give files away. */
static bool copy_rights(int file, const struct stat *of)
{
    if (fchown(file, of->st_uid, of->st_gid) != 0 && errno != EPERM)
        return false;
    return fchmod(file, of->st_mode & 07777) == 0;
}

/* Through a file beside `path`, which has its owner and permissions. What the
 * user may not write is left alone, although its folder would allow it. */
static bool replace(const char *path, const Buf *text)
{
    Buf name = {0};
    struct stat status;
    bool may = access(path, W_OK) == 0 && stat(path, &status) == 0;
    buf_printf(&name, "%s.XXXXXX", path);
    int file = may ? mkstemp(name.text) : -1;
    bool written = file >= 0 && copy_rights(file, &status) &&
                   write_text(file, text) && rename(name.text, path) == 0;
    int why = errno;
    if (file >= 0 && !written)
        unlink(name.text);
    buf_free(&name);
    errno = why;
    return written;
}

bool cli_replace_file(const char *path, const Buf *text)
{
    char *real = realpath(path, NULL); /* a link stays a link */
    bool written = real && replace(real, text);
    if (!written)
        fprintf(stderr, "connc: can't write %s: %s\n", path, strerror(errno));
    free(real);
    return written;
}
