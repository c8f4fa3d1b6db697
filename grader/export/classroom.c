/* SPDX-License-Identifier: MIT */
/*
 * GitHub Classroom: the object that its reporter adds up, and the same in
 * base64, which is the one form in which it may stand on a workflow's log: a
 * student's text there could be a command ("::notice"). The workflow that uses
 * it is written beside it.
 */
#include "base64.h"
#include "export/export.h"
#include "export/files.h"
#include "export/text.h"
#include "judge/wording.h"
#include "memory.h"
#include "path.h"

static json_t *script_test(const struct book_lesson *lesson,
			   const struct book_script *script)
{
	bool told = script->visibility == VISIBLE;
	char *name =
		wording("%s %s", lesson->name, told ? script->name : "hidden");
	char *story = script_story(script);
	json_t *test = json_pack(
		"{s:o, s:s, s:i, s:o, s:s, s:o, s:i, s:i}", "name",
		text_json(name), "status",
		script->verdict == VERDICT_PASS ? "pass" : "fail", "score",
		script->points, "message", text_json(story), "test_code", "",
		"filename", text_json(script->file ? script->file : ""),
		"line_no", told ? script->line : 0, "duration", 0);

	free(name);
	free(story);
	return test;
}

static json_t *entry_test(const char *name, const char *story, double score)
{
	return json_pack("{s:s, s:s, s:f, s:o, s:s, s:s, s:i, s:i}", "name",
			 name, "status", "fail", "score", score, "message",
			 text_json(story), "test_code", "", "filename", "",
			 "line_no", 0, "duration", 0);
}

static void add_entry(json_t *tests, const struct book_lesson *lesson,
		      const struct book_entry *entry)
{
	char *story = entry_story(entry), *late = late_story(entry);

	for (size_t i = 0; i < entry->n_scripts; i++)
		json_array_append_new(tests,
				      script_test(lesson, &entry->scripts[i]));
	if (entry->status != ENTRY_SCORED)
		json_array_append_new(tests,
				      entry_test(lesson->name, story, 0));
	if (entry->final < entry->points)
		json_array_append_new(tests,
				      entry_test("late", late,
						 entry->final - entry->points));
	free(story);
	free(late);
}

static json_t *result_of_student(const struct book *book,
				 const struct book_student *student)
{
	int max = 0;
	json_t *tests = json_array();
	bool passed = true;
	size_t i;
	json_t *test;

	for (i = 0; i < book->n_lessons; i++) {
		add_entry(tests, &book->lessons[i], &student->entries[i]);
		/* Of the tests, whatever the lessons are worth elsewhere. */
		max += book->lessons[i].max_points;
	}
	json_array_foreach(tests, i, test)
	{
		passed = passed && strcmp(json_string_value(json_object_get(
						  test, "status")),
					  "pass") == 0;
	}
	return json_pack("{s:i, s:s, s:i, s:o}", "version", 1, "status",
			 passed ? "pass" : "fail", "max_score", max, "tests",
			 tests);
}

static int student_write(const struct book *book,
			 const struct book_student *student, const char *folder)
{
	json_t *result = result_of_student(book, student);
	char *text = json_dumps(result, JSON_COMPACT);
	char *code = base64_code(memory_check(text), strlen(text));
	char *line = wording("%s\n", code);
	char *name = student_file(student, "result.base64");
	int status = file_text(folder, name, line);

	free(name);
	name = student_file(student, "result.json");
	if (status == 0)
		status = file_json(folder, name, json_incref(result));
	free(name);
	free(line);
	free(code);
	free(text);
	json_decref(result);
	return status;
}

/* The files of a student's repository are the submission: one student, "me".
   Between the two stand the lessons of the class. */
static const char workflow_before[] =
	"# .github/workflows/classroom.yml of the assignment's template.\n"
	"# KIT_REPOSITORY is the kit, or your copy with scripts of your own.\n"
	"name: Autograding\n"
	"on: [push, workflow_dispatch]\n"
	"permissions:\n"
	"  contents: read\n"
	"jobs:\n"
	"  grade:\n"
	"    runs-on: ubuntu-22.04\n"
	"    if: github.actor != 'github-classroom[bot]'\n"
	"    steps:\n"
	"      - uses: actions/checkout@v4\n"
	"        with: { path: class/me, persist-credentials: false }\n"
	"      - uses: actions/checkout@v4\n"
	"        with:\n"
	"          repository: ${{ vars.KIT_REPOSITORY }}\n"
	"          path: kit\n"
	"          persist-credentials: false\n"
	"      - name: grade\n"
	"        id: wouldblock\n"
	"        run: |\n"
	"          make -C kit build/grader >kit.log 2>&1\n"
	"          kit/build/grader grade --submissions class --out out \\\n";
static const char workflow_behind[] =
	"            --format github-classroom >>kit.log 2>&1 || true\n"
	"          test -s out/github-classroom/me/result.base64\n"
	"          printf 'result=%s\\n' \\\n"
	"            \"$(tr -d '\\n' <out/github-classroom/me/result.base64)\""
	" \\\n"
	"            >>\"$GITHUB_OUTPUT\"\n"
	"      - uses: classroom-resources/autograding-grading-reporter@v1\n"
	"        env:\n"
	"          WOULDBLOCK_RESULTS: ${{ steps.wouldblock.outputs.result }}\n"
	"        with: { runners: wouldblock }\n";

static int workflow_write(const struct book *book, const char *folder)
{
	struct file file = file_begin(folder, "classroom.yml");

	if (file.out) {
		fputs(workflow_before, file.out);
		for (size_t i = 0; i < book->n_lessons; i++)
			fprintf(file.out, "            --lesson %s \\\n",
				book->lessons[i].name);
		fputs(workflow_behind, file.out);
	}
	return file_end(&file);
}

int classroom_write(const struct book *book, const char *folder)
{
	if (workflow_write(book, folder) < 0)
		return -1;
	return students_write(book, folder, student_write);
}
