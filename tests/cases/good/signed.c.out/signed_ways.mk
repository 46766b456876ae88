# Include this from a Makefile: objects that need the header take $(SIGNED_WAYS_CFLAGS),
# programs link with $(SIGNED_WAYS_OBJECT) and $(SIGNED_WAYS_LIBS).
SIGNED_WAYS_DIR := $(dir $(lastword $(MAKEFILE_LIST)))
SIGNED_WAYS_CFLAGS := -I$(SIGNED_WAYS_DIR) $(shell pkg-config --cflags conn)
SIGNED_WAYS_LIBS := $(shell pkg-config --libs conn)
SIGNED_WAYS_OBJECT := $(SIGNED_WAYS_DIR)signed_ways.o

$(SIGNED_WAYS_OBJECT): $(SIGNED_WAYS_DIR)signed_ways.c $(SIGNED_WAYS_DIR)signed_ways.h
	$(CC) -std=c11 $(CFLAGS) $(SIGNED_WAYS_CFLAGS) -c -o $@ $<
