# SPDX-License-Identifier: MIT
#
# The grader: build/grader, its tests, and the targets that use it.

GRADER := $(filter-out grader/tests/%,$(wildcard grader/*.c grader/*/*.c))
GRADER_OBJECTS := $(GRADER:%.c=$(OUT)/obj/%.o)
GRADER_TESTS := $(wildcard grader/tests/*.c)
GRADER_TEST_OBJECTS := $(GRADER_TESTS:%.c=$(OUT)/obj/%.o)
# Timelines on its pages: the part of the pictures that needs no Graphviz.
USED-BY-grader := diagrams
GRADER_DRAWS := $(filter-out %/command.c,$(wildcard diagrams/timeline/*.c)) \
	diagrams/log/record.c diagrams/markup.c
GRADER_DRAWS_OBJECTS := $(GRADER_DRAWS:%.c=$(OUT)/obj/%.o)
GRADER_LIBS := -lsqlite3 -larchive -lz $(LIBS)

PART_SOURCES += $(GRADER) $(GRADER_TESTS)
RUNNERS += $(if $(GRADER_TESTS),$(OUT)/tests/grader)

$(OUT)/grader: $(GRADER_OBJECTS) $(GRADER_DRAWS_OBJECTS) $(OUT)/obj/harness.a
	@$(CC) $(CFLAGS) -o $@ $^ $(GRADER_LIBS)

$(OUT)/tests/grader: $(GRADER_TEST_OBJECTS) \
		$(filter-out %/grader/main.o,$(GRADER_OBJECTS)) \
		$(GRADER_DRAWS_OBJECTS) \
		$(OUT)/obj/harness.a | $(if $(wildcard grader/main.c),$(OUT)/grader)
	@mkdir -p $(@D)
	@$(CC) $(CFLAGS) -o $@ $^ $(GRADER_LIBS) -lcriterion

-include $(GRADER_OBJECTS:.o=.d) $(GRADER_TEST_OBJECTS:.o=.d) \
	$(GRADER_DRAWS_OBJECTS:.o=.d)
