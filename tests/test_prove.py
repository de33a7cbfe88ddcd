"""The harness says what a check lacks before it may be believed."""

from pathlib import Path

import pytest

from seatrial.library import Library, load
from seatrial.library.read import read_content
from seatrial.prove import prove

from .library.folders import CHECK, DEFINITION, content

OPEN = 'resource "demo_box" "b" {\n  name = "x"\n}\n'
LOCKED = OPEN.replace("}", "  locked = true\n}")


def flaws(folder: Path) -> list[str]:
    found = read_content(folder)
    library = Library(found.definitions, found.checks, found.policies, load().actions)
    return [str(flaw) for _, flaws in prove(library.checks.values(), library, [folder]) for flaw in flaws]


@pytest.fixture
def proofs(tmp_path: Path) -> Path:
    """A check with the proofs that it needs."""
    folder = content(tmp_path) / "demo" / "box-locked"
    (folder / "fail.tf").write_text(OPEN)
    (folder / "pass.tf").write_text(LOCKED)
    return folder


def top(proofs: Path) -> Path:
    return proofs.parents[1]


def test_a_check_that_fails_and_passes_as_it_says_is_proven(proofs: Path) -> None:
    assert flaws(top(proofs)) == []


@pytest.mark.parametrize("name", ["fail.tf", "pass.tf"])
def test_a_missing_proof_is_a_flaw(proofs: Path, name: str) -> None:
    (proofs / name).unlink()

    (flaw,) = flaws(top(proofs))

    assert f"has no proof `{name[:4]}` in it" in flaw


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("fail.other.tf", LOCKED, "must be fail, and the check says: pass"),
        ("pass.other.tf", OPEN, "must be pass, and the check says: fail"),
        ("pass.mixed.tf", LOCKED + OPEN.replace('"b"', '"c"'), "must be pass"),
        ("pass.nothing.tf", "", "must be pass, and the check says: nothing"),
        ("unknown.tf", LOCKED, "must be unknown"),
        ("skip.tf", LOCKED, "must be skip"),
        ("pass.broken.tf", LOCKED + "}\n", "could not be read"),
        ("good.tf", LOCKED, "is no proof"),
        ("pass.txt", LOCKED, "is no proof"),
    ],
)
def test_a_proof_that_gets_another_verdict_is_a_flaw(proofs: Path, name: str, text: str, message: str) -> None:
    (proofs / name).write_text(text)

    found = flaws(top(proofs))

    assert found
    assert all(name in flaw for flaw in found)
    assert message in found[0]


def test_an_unknown_proof_is_one(proofs: Path) -> None:
    (proofs / "unknown.tf").write_text('variable "v" {}\n' + LOCKED.replace("true", "var.v"))

    assert flaws(top(proofs)) == []


def test_every_source_that_the_properties_claim_needs_its_proofs(proofs: Path) -> None:
    definition = DEFINITION.replace("sources:\n", "sources:\n  cloudformation: {object: 'Demo::Box'}\n")
    definition = definition.replace("terraform: locked", "terraform: locked, cloudformation: Locked")
    content(top(proofs).parent, definition=definition)

    assert [flaw.split("claims")[1] for flaw in flaws(top(proofs))] == [
        f" the source 'cloudformation', and has no proof `{verdict}` in it" for verdict in ("fail", "pass")
    ]


def test_a_check_that_is_wrong_is_not_proven_but_said_to_be(proofs: Path) -> None:
    content(top(proofs).parent, check=CHECK.replace("resource.locked", "resource.looked"))

    (flaw,) = flaws(top(proofs))

    assert 'did you mean "locked"?' in flaw


def test_parameters_of_the_proofs_lie_beside_them(proofs: Path) -> None:
    check = CHECK.replace("expects: resource.locked", "expects: resource.locked == params.p")
    content(top(proofs).parent, check=check + "params: {p: {type: bool, doc: P}}\n")
    assert flaws(top(proofs))

    (proofs / "params.yaml").write_text("p: true\n")
    assert flaws(top(proofs)) == []


def test_a_fix_that_does_not_make_its_example_pass_is_a_flaw(proofs: Path) -> None:
    check = CHECK.replace("expects: resource.locked", "expects: resource.locked && resource.name == 'safe'")
    content(top(proofs).parent, check=check)
    (proofs / "pass.tf").write_text(LOCKED.replace('"x"', '"safe"'))

    (flaw,) = flaws(top(proofs))

    assert flaw.endswith(
        "fail.tf: the fix does nothing for demo_box.b: with the change made, the finding is still there"
    )


def test_a_fix_that_only_silences_its_check_is_a_flaw(proofs: Path) -> None:
    check = CHECK.replace("why:", "when: '!resource.locked'\nwhy:").replace(
        "resource.locked\n", "resource.name == 'y'\n", 1
    )
    content(top(proofs).parent, check=check)
    (proofs / "pass.tf").write_text(OPEN.replace('"x"', '"y"'))

    (flaw,) = flaws(top(proofs))

    assert "the check does not ask about it any more" in flaw


def test_a_fix_that_another_check_objects_to_is_a_flaw(proofs: Path) -> None:
    other = proofs.parent / "box-open"
    other.mkdir()
    text = CHECK.replace("expects: resource.locked", "expects: '!resource.locked'").replace(
        "set: {locked: true}", "steps: S"
    )
    (other / "check.yaml").write_text(text)
    (other / "fail.tf").write_text(LOCKED)
    (other / "pass.tf").write_text(OPEN)

    (flaw,) = flaws(top(proofs))

    assert flaw.endswith("with the change made, demo-box-open finds something new")


def test_what_needs_a_hand_is_named_and_truly_needs_one(proofs: Path) -> None:
    by_hand = CHECK.replace("set: {locked: true}", "set: {locked: true}\n  steps: Lock it.\n  by_hand: [fail.more.tf]")
    by_hand = by_hand.replace("expects: resource.locked", "expects: resource.locked && resource.labels.size() == 0")
    content(top(proofs).parent, check=by_hand)
    (proofs / "fail.more.tf").write_text(OPEN.replace("}", "  label {}\n}"))
    assert flaws(top(proofs)) == []

    (proofs / "fail.more.tf").write_text(OPEN)
    assert flaws(top(proofs))[0].endswith("`fix`: 'fail.more.tf' is fixed by a machine; it needs no hand")

    (proofs / "fail.more.tf").unlink()
    assert flaws(top(proofs))[0].endswith("there is no proof 'fail.more.tf' that could need a hand")
