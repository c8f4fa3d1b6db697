# SPDX-License-Identifier: MIT
#
# checker.py FORMAT FOLDER: reads every file of a format as its consumer does.
# The schemas (schemas/) are written from the platforms' documentation.

import base64
import csv
import json
import os
import re
import subprocess
import sys
import tempfile
import xml.etree.ElementTree

import jsonschema

HERE = os.path.dirname(os.path.abspath(__file__))


def schema(name, value):
    with open(f"{HERE}/schemas/{name}.json", encoding="ascii") as file:
        jsonschema.validate(value, json.load(file))


def plain(text):
    """No control characters but tab and newline, and UTF-8."""
    bad = re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\ufffe\uffff]", text)
    assert not bad, f"a control character: {text[bad.start() - 20:][:60]!r}"
    return text


def read(path):
    with open(path, "rb") as file:
        return plain(file.read().decode("utf-8"))


def files(folder, name):
    found = [f"{top}/{name}" for top, _, names in os.walk(folder)
             if name in names]
    assert len(found) > 4, found
    return sorted(found)


def gradescope(folder):
    for path in files(folder, "results.json"):
        results = json.loads(read(path))
        schema("gradescope", results)
        assert "score" not in results


def prairielearn(folder):
    for path in files(folder, "results.json"):
        assert os.path.getsize(path) < 1_000_000
        schema("prairielearn", json.loads(read(path)))


def classroom(folder):
    for path in files(folder, "result.base64"):
        code = read(path)
        assert re.fullmatch("[A-Za-z0-9+/]+=*\n", code)
        result = json.loads(base64.b64decode(code))
        schema("github-classroom", result)
        assert result == json.loads(read(path.replace("base64", "json")))
    workflow = read(f"{folder}/classroom.yml")
    assert "runners: wouldblock" in workflow
    assert " --lesson 05-epoll \\\n" in workflow


def autolab(folder):
    for path in files(folder, "output.txt"):
        lines = read(path).splitlines()
        assert len(lines) == 2
        shown, scores = map(json.loads, lines)
        schema("autolab", scores)
        assert shown["_presentation"] == "semantic"
        for stage in shown["stages"]:
            for test in shown[stage].values():
                assert isinstance(test["passed"], bool)
                assert not re.search(r"\w:", test.get("hint", ""))


def junit(folder):
    for path in files(folder, "results.xml"):
        read(path)
        subprocess.run(["xmllint", "--noout", "--nonet", "--schema",
                        f"{HERE}/schemas/junit.xsd", path], check=True,
                       stderr=subprocess.DEVNULL)
        for suite in xml.etree.ElementTree.parse(path).getroot():
            for kind in "failure", "error", "skipped":
                counted = len(suite.findall(f"testcase/{kind}"))
                name = kind + ("" if kind == "skipped" else "s")
                assert counted == int(suite.get(name)), (path, kind)
            assert len(suite) == int(suite.get("tests"))


def tap(folder):
    for path in files(folder, "results.tap"):
        text = read(path)
        # Debian 12's prove knows version 13; its name must have no %
        assert text.startswith("TAP version 14\n1..")
        with tempfile.NamedTemporaryFile("w", suffix=".tap") as copy:
            copy.write(text.replace("version 14", "version 13", 1))
            copy.flush()
            done = subprocess.run(["prove", "--exec", "cat", copy.name],
                                  capture_output=True, text=True, check=False)
        said = done.stdout + done.stderr
        assert "Parse errors" not in said and "Bail" not in said, said
        failed = re.search(r"Failed (\d+)/\d+ subtests", said)
        bad = [line for line in text.splitlines()
               if line.startswith("not ok") and "# TODO" not in line]
        assert len(bad) == (int(failed.group(1)) if failed else 0), said
        assert "forged" not in " ".join(
            line for line in text.splitlines() if line.startswith("ok"))


def table(path):
    read(path)
    with open(path, newline="", encoding="utf-8") as file:
        rows = list(csv.reader(file, strict=True))
    assert len({len(row) for row in rows}) == 1, path
    for row in rows:
        for cell in row:
            # a number may be negative, and that is no formula
            assert not re.match("[=+@\t\r]|-[^0-9]", cell), cell
    return rows


def canvas(folder):
    rows = table(f"{folder}/gradebook.csv")
    assert rows[0][:5] == ["Student", "ID", "SIS User ID", "SIS Login ID",
                           "Section"]
    assert rows[1][0].strip() == "Points Possible"
    for row in rows[1:]:
        for cell in row[5:]:
            assert re.fullmatch(r"|\d+(\.\d\d?)?", cell), cell


def moodle(folder):
    rows = table(f"{folder}/import.csv")
    assert rows[0][:3] == ["username", "email", "idnumber"]


def vpl(folder):
    for path in files(folder, "output.txt"):
        lines = read(path).splitlines()
        assert lines[0] == "<|--" and lines[-2] == "--|>"
        assert re.fullmatch(r"Grade :=>> [0-9.]+", lines[-1])
        for line in lines[1:-2]:
            assert not re.search(r":=>>|<\|--|--\|>", line), line
            assert re.match(r"> |\d+/\d+ |-\d\d-", line), line


def coderunner(folder):
    for path in files(folder, "answer.json"):
        answer = json.loads(read(path))
        schema("coderunner", answer)
        html = answer["prologuehtml"]
        assert "<" not in html.replace("<pre>", "").replace("</pre>", "")


def tables(folder):
    grades = table(f"{folder}/grades.csv")
    assert ",".join(grades[0]) == (
        "student,name,email,section,lesson,status,points,max_points,percent,"
        "submitted_at,late,first_mistake,note")
    assert len(grades) == 1 + 2 * 8
    scripts = table(f"{folder}/scripts.csv")
    assert len({tuple(row[:5]) + (row[6],) for row in scripts}) == len(scripts)


def everything(folder):
    grades = json.loads(read(f"{folder}/grades.json"))
    schema("grades", grades)
    assert len(grades["students"]) == 8


FORMATS = {"gradescope": gradescope, "prairielearn": prairielearn,
           "github-classroom": classroom, "autolab": autolab, "junit": junit,
           "tap": tap, "canvas": canvas, "moodle": moodle, "vpl": vpl,
           "coderunner": coderunner, "csv": tables, "json": everything}

FORMATS[sys.argv[1]](sys.argv[2])
