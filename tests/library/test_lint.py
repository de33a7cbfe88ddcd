"""A check that reads well may still ask for what is not there: each such flaw has its place."""

from pathlib import Path

import pytest

from seatrial.bench import fact_function
from seatrial.library import Library
from seatrial.library.lint import lint_checks, lint_definitions
from seatrial.library.read import read_content

from .folders import CHECK, DEFINITION, content


def flaws(folder: Path) -> list[str]:
    found = read_content(folder)
    library = Library(found.definitions, found.checks, found.policies)
    definitions = lint_definitions(library.definitions.values(), fact_function, [folder])
    return [str(flaw) for flaw in (*definitions, *lint_checks(library.checks.values(), library, [folder]))]


def test_sound_content_has_no_flaw(tmp_path: Path) -> None:
    assert flaws(content(tmp_path)) == []


@pytest.mark.parametrize(
    ("said", "instead", "place", "message"),
    [
        ("resource: demo.box", "resource: demo.bix", "4:1", "no resource type 'demo.bix'; did you mean 'demo.box'?"),
        ("expects: resource.locked", "expects: resource.looked", "5:19", 'did you mean "locked"?'),
        ("expects: resource.locked", "expects: resource.name", "5:1", "true or false"),
        ("why:", "when: resource.nam == ''\nwhy:", "7:16", 'did you mean "name"?'),
        ("why:", "each: label in resource.lables\nwhy:", "7:25", 'did you mean "labels"?'),
        ("why:", "each: label in resource.name\nwhy:", "7:1", "a list"),
        ("{resource.name}", "{resource.nam}", "6:1", "did you mean 'name'?"),
        ("{resource.name}", "{resorce.name}", "6:1", "did you mean 'resource'?"),
        ("{resource.name}", "{params.x}", "6:1", "no parameter 'x'"),
        ("why:", "params:\n  depth: {type: int, doc: How deep}\nwhy:", "7:1", "nothing asks for 'depth'"),
        ("{locked: true}", "{loked: true}", "8:1", "did you mean 'locked'?"),
        ("fix:\n  set: {locked: true}\n", "fix: {}\n", "8:1", "neither"),
        ("set: {locked: true}", "add: {labls: x}", "8:1", "did you mean 'labels'?"),
        ("{locked: true}", '{name: "{params.x}"}', "8:1", "no parameter 'x'"),
        ("set: {locked: true}", "unsafe: {terrafrm: x}", "8:1", "did you mean 'terraform'?"),
        ("set: {locked: true}", "unsafe: {terraform: [x]}", "8:1", "text for terraform"),
        ("set: {locked: true}", "set: {locked: true}\n  by_hand: [fail.tf]", "8:1", "`by_hand` needs `steps`"),
        ("set: {locked: true}", "words: [{append: a, before: b}]", "8:1", "each of `words` says one thing"),
        ("set: {locked: true}", "words: [{insert: a}]", "8:1", "`insert` with `after`"),
        ("resource.locked", "resources('demo.bix').size() > 0", "5:20", "did you mean 'demo.box'?"),
    ],
)
def test_a_flaw_of_a_check_names_the_place(tmp_path: Path, said: str, instead: str, place: str, message: str) -> None:
    assert said in CHECK

    found = flaws(content(tmp_path, check=CHECK.replace(said, instead, 1)))

    assert [text.split(": ")[0] for text in found] == [f".seatrial/demo/box-locked/check.yaml:{place}"]
    assert message in found[0]


@pytest.mark.parametrize("each", ["label in resource.labels", "label in resource.labels.filter(l, l.text != '')"])
def test_a_message_about_an_element_names_what_elements_have(tmp_path: Path, each: str) -> None:
    check = CHECK.replace("why:", f"each: {each}\nwhy:").replace("{resource.name}", "{label.txt}")

    found = flaws(content(tmp_path, check=check))

    assert len(found) == 1
    assert "there is no property 'txt'; did you mean 'text'?" in found[0]


@pytest.mark.parametrize(
    ("said", "instead", "message"),
    [
        ("terraform: locked", "terraform: locked ==", "`locked`, terraform"),
        ("terraform: locked", "terraform: {call: nobody}", "no fact function 'nobody'"),
        ("terraform: locked", "terraform: locked, write: a ==", "`locked`, terraform"),
    ],
)
def test_a_flaw_of_a_definition_names_the_place(tmp_path: Path, said: str, instead: str, message: str) -> None:
    found = flaws(content(tmp_path, definition=DEFINITION.replace(said, instead, 1)))

    assert len(found) == 1
    assert found[0].startswith(".seatrial/demo/box.resource.yaml:9:")
    assert message in found[0]


@pytest.mark.parametrize(
    ("risk", "place", "message"),
    [
        ("exposure: {internet: resource.loked}", "16:33", "`exposure.internet`: demo.box has no property 'loked'"),
        ("exposure: {internet: 'true', partner: resource.loked}", "16:50", 'did you mean "locked"?'),
        (
            "exposure:\n    internet: |\n      resource.locked &&\n      resource.loked",
            "19:16",
            'did you mean "locked"?',
        ),
        ("exposure: {internet: 'resources(\"demo.bix\").size() > 0'}", "16:35", "did you mean 'demo.box'?"),
        ("exposure: {internet: resource.name}", "16:14", "it must give true or false, and gives"),
        ("privileged: resource.locked &&", "16:", "`privileged`"),
        ("privileged: resource.loked", "16:24", 'did you mean "locked"?'),
    ],
)
def test_a_flaw_of_what_a_definition_tells_of_risk_names_the_place(
    tmp_path: Path, risk: str, place: str, message: str
) -> None:
    found = flaws(content(tmp_path, definition=f"{DEFINITION}risk:\n  {risk}\n"))

    assert len(found) == 1
    assert found[0].startswith(f".seatrial/demo/box.resource.yaml:{place}")
    assert message in found[0]


def test_a_source_that_cannot_say_what_risk_reads_is_a_flaw(tmp_path: Path) -> None:
    """It would be told to be internal, which nobody knows."""
    both = DEFINITION.replace("properties:", "  cloudformation: {object: Demo::Box}\nproperties:", 1)

    found = flaws(content(tmp_path, definition=f"{both}risk:\n  exposure: {{internet: resource.locked}}\n"))

    assert len(found) == 1
    assert "`exposure.internet` reads a property that cloudformation cannot say" in found[0]


def test_what_a_definition_tells_of_risk_may_be_sound(tmp_path: Path) -> None:
    risk = (
        "risk:\n  exposure: {internet: '!resource.locked', isolated: 'true'}\n  privileged: resource.name == 'root'\n"
    )

    assert flaws(content(tmp_path, definition=DEFINITION + risk)) == []
