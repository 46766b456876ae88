# Include this from a Makefile: objects that need the header take $(PAYMENTS_CFLAGS),
# programs link with $(PAYMENTS_OBJECT) and $(PAYMENTS_LIBS).
PAYMENTS_DIR := $(dir $(lastword $(MAKEFILE_LIST)))
PAYMENTS_CFLAGS := -I$(PAYMENTS_DIR) $(shell pkg-config --cflags conn)
PAYMENTS_LIBS := $(shell pkg-config --libs conn)
PAYMENTS_OBJECT := $(PAYMENTS_DIR)payments.o $(PAYMENTS_DIR)payments_hooks.o

$(PAYMENTS_DIR)payments.o: $(PAYMENTS_DIR)payments.c $(PAYMENTS_DIR)payments.h
	$(CC) -std=c11 $(CFLAGS) $(PAYMENTS_CFLAGS) -c -o $@ $<

$(PAYMENTS_DIR)payments_hooks.o: $(PAYMENTS_DIR)payments_hooks.c $(PAYMENTS_DIR)payments_hooks.h
	$(CC) -std=c11 $(CFLAGS) $(PAYMENTS_CFLAGS) -c -o $@ $<
