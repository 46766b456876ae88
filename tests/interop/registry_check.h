/* registry_check.h - what the parts of the registry's program share.
 *
 * Owns: the image that is pushed and the steps that registry_image.c takes
 * with it.
 */
#ifndef INTEROP_REGISTRY_CHECK_H
#define INTEROP_REGISTRY_CHECK_H

#include "check.h"
#include "registry.h"

#define REPOSITORY "demo/app"
#define CONFIG_BLOB "{\"architecture\":\"amd64\",\"os\":\"linux\"}"

enum { LAYER_SIZE = 200000 };

typedef struct Image {
    unsigned char *layer; /* LAYER_SIZE bytes */
    Digest layer_digest, config_digest;
    Digest manifest_digest; /* as the registry tells it */
} Image;

/* Uploads, downloads and stores it under the tags v1, v2, latest and copy. */
void image_push(Run *run, registry *client, Image *image);
/* Deletes its manifest and its layer. */
void image_delete(Run *run, registry *client, const Image *image);

#endif
