# SPDX-License-Identifier: MIT
#
# The pictures: build/draw, its tests, and the targets that draw.

DRAW := $(filter-out diagrams/tests/% diagrams/site/%, \
		$(wildcard diagrams/*.c diagrams/*/*.c))
# The replay's page is written as what it is, and built in as text.
DRAW_TEXTS := $(wildcard $(addprefix diagrams/replay/page.,html css js))
DRAW_OBJECTS := $(DRAW:%.c=$(OUT)/obj/%.o) \
	$(DRAW_TEXTS:diagrams/replay/page.%=$(OUT)/obj/diagrams/replay/page_%.o)
DRAW_TESTS := $(wildcard diagrams/tests/*.c)
DRAW_TEST_OBJECTS := $(DRAW_TESTS:%.c=$(OUT)/obj/%.o)
DRAW_LIBS := $(LIBS) -lgvc -lcgraph -lm

# The site has a program of its own: it needs more than students have.
SITE := $(wildcard diagrams/site/*.c)
SITE_OBJECTS := $(SITE:%.c=$(OUT)/obj/%.o)

PART_SOURCES += $(DRAW) $(DRAW_TESTS) $(SITE)
RUNNERS += $(if $(DRAW_TESTS),$(OUT)/tests/diagrams)

$(OUT)/obj/diagrams/replay/page_%.c: diagrams/replay/page.%
	@mkdir -p $(@D)
	@{ echo 'extern const char replay_page_$*[];' && \
		echo 'const char replay_page_$*[] =' && \
		sed 's/\\/\\\\/g; s/"/\\"/g; s/.*/"&\\n"/' $< && \
		echo ';'; } >$@

# make would take them for its own, and remove them.
.SECONDARY: $(DRAW_TEXTS:diagrams/replay/page.%=$(OUT)/obj/diagrams/replay/page_%.c)

$(OUT)/obj/diagrams/replay/page_%.o: $(OUT)/obj/diagrams/replay/page_%.c
	@$(CC) $(KIT_FLAGS) $(CPPFLAGS) $(CFLAGS) -c -o $@ $<

$(OUT)/draw: $(DRAW_OBJECTS) $(OUT)/obj/harness.a
	@$(CC) $(CFLAGS) -o $@ $^ $(DRAW_LIBS)

$(OUT)/tests/diagrams: $(DRAW_TEST_OBJECTS) \
		$(filter-out %/diagrams/main.o,$(DRAW_OBJECTS)) \
		$(OUT)/obj/harness.a | $(OUT)/draw $(OUT)/publish
	@mkdir -p $(@D)
	@$(CC) $(CFLAGS) -o $@ $^ $(DRAW_LIBS) -lcriterion

$(OUT)/publish: $(SITE_OBJECTS) $(OUT)/obj/harness.a
	@$(CC) $(CFLAGS) -o $@ $^ $(LIBS) -lcmark-gfm-extensions -lcmark-gfm

-include $(SITE_OBJECTS:.o=.d)
-include $(DRAW_OBJECTS:.o=.d) $(DRAW_TEST_OBJECTS:.o=.d)

# FORMAT=png, or another one that Graphviz knows. For other goals FORMAT is
# something else.
PICTURE := $(if $(filter diagrams,$(MAKECMDGOALS)),$(or $(FORMAT),svg),svg)
WORKFLOWS := $(patsubst lessons/%/workflow.dot,build/diagrams/%.$(PICTURE), \
		$(wildcard lessons/*/workflow.dot))
diagrams: $(WORKFLOWS)
	@echo "$(words $(WORKFLOWS)) workflows are in build/diagrams"

build/diagrams/%.$(PICTURE): lessons/%/workflow.dot $(OUT)/draw | $(PACKAGES)
	@mkdir -p $(@D)
	@$(OUT)/draw workflow $< -o $@

# Lessons, pictures and the gallery of mistakes as static HTML.
# Of `make matrix site` the matrix comes first.
site: build/publish build/harness build/draw $(WORKFLOWS:%.$(PICTURE)=%.svg) \
		| $(filter matrix,$(MAKECMDGOALS))
	@sh .make/site.sh --runs build/runs-of-mistakes
	@build/publish build/site build/runs-of-mistakes build/matrix.tsv
	@echo "The site is in build/site/index.html"

.PHONY: diagrams site
