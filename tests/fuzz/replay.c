/* replay.c - runs a fuzz harness over files, without a fuzzer.
 *
 * Linked with one fuzz_NAME.c. Each file is read whole into a heap block of its
 * exact size, so that a sanitizer sees a read past its end. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static uint8_t *read_all(FILE *file, size_t *size)
{
    long end = fseek(file, 0, SEEK_END) ? -1 : ftell(file);
    if (end < 0 || fseek(file, 0, SEEK_SET))
        return NULL;
    *size = (size_t)end;
    uint8_t *data = malloc(*size ? *size : 1);
    if (data && fread(data, 1, *size, file) != *size) {
        free(data);
        return NULL;
    }
    return data;
}

static int replay_file(const char *path)
{
    FILE *file = fopen(path, "rb");
    size_t size = 0;
    uint8_t *data = file ? read_all(file, &size) : NULL;
    if (file)
        fclose(file);
    if (!data) {
        perror(path);
        return 1;
    }
    /* Said before the run, so that a crash tells its file. */
    fprintf(stderr, "%s\n", path);
    int status = LLVMFuzzerTestOneInput(data, size);
    free(data);
    return status;
}

int main(int argc, char **argv)
{
    int failed = 0;
    for (int i = 1; i < argc; i++)
        failed |= replay_file(argv[i]);
    return failed != 0;
}
