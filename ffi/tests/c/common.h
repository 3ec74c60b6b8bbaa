/* What the C programs share: reading files, and complaining with the place. */
#ifndef COMMON_H
#define COMMON_H

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sidian.h"

struct file {
    uint8_t *data;
    size_t len;
};

static inline struct file read_file(const char *folder, const char *name) {
    char path[4096];
    struct file file = {NULL, 0};
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *in = fopen(path, "rb");
    if (in == NULL || fseek(in, 0, SEEK_END) != 0) {
        fprintf(stderr, "cannot read %s\n", path);
        exit(2);
    }
    long size = ftell(in);
    rewind(in);
    file.data = malloc(size > 0 ? (size_t)size : 1);
    if (size < 0 || file.data == NULL || fread(file.data, 1, (size_t)size, in) != (size_t)size) {
        fprintf(stderr, "cannot read %s\n", path);
        exit(2);
    }
    file.len = (size_t)size;
    fclose(in);
    return file;
}

static inline void complain(const char *what, int line, sidian_status status) {
    const uint8_t *text = NULL;
    size_t len = 0;
    sidian_last_error_message(&text, &len);
    fprintf(stderr, "line %d: %s: status %" PRId32 ": %.*s\n", line, what, status, (int)len,
            (const char *)text);
    exit(1);
}

/* The call must have this status. */
#define EXPECT(wanted, call)                                                                       \
    do {                                                                                           \
        sidian_status status_ = (call);                                                            \
        if (status_ != (wanted)) complain(#call, __LINE__, status_);                               \
    } while (0)
#define OK(call) EXPECT(SIDIAN_OK, call)
#define CHECK(claim)                                                                               \
    do {                                                                                           \
        if (!(claim)) complain(#claim, __LINE__, 0);                                               \
    } while (0)

#define TEXT(text) (const uint8_t *)(text), strlen(text)

#endif
