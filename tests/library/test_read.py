"""Content that is wrong is said to be, with its file, line and column, and the nearest right name."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from seatrial.errors import ContentError
from seatrial.library.pack import pack, unpack
from seatrial.library.read import read_content

from .folders import CHECK, DEFINITION, POLICY, content


def wrong(folder: Path) -> str:
    with pytest.raises(ContentError) as caught:
        read_content(folder)
    return str(caught.value)


def test_sound_content_is_read(tmp_path: Path) -> None:
    found = read_content(content(tmp_path))

    assert list(found.definitions) == ["demo.box"]
    assert list(found.checks) == ["demo-box-locked"]
    assert list(found.policies) == ["boxes"]


def test_a_pack_holds_what_was_packed(tmp_path: Path) -> None:
    found = read_content(content(tmp_path))

    assert unpack(pack(found)) == found


@pytest.mark.parametrize(
    ("said", "instead", "place", "message"),
    [
        ("expects:", "expect:", "5:1", "'expect' is no key here; did you mean 'expects'?"),
        ("severity: high", "severity: hihg", "2:1", "did you mean 'high'?"),
        ("likelihood: direct", "likelihood: dirct", "3:1", "did you mean 'direct'?"),
        ("  set:", "  sets:", "9:3", "'sets' is no key here; did you mean 'set'?"),
        ("title: Boxes are locked", "title: [Boxes]", "1:1", "Expected `str`, got `array`"),
        ("title: Boxes are locked\n", "", "1:1", "missing required field `title`"),
        (
            "resource: demo.box",
            "resource: demo.box\neach: label of resource.labels",
            "5:1",
            "reads `name in expression`",
        ),
        ("title: Boxes", "title: 'Boxes", "", ""),
        (CHECK, "[]", "1:1", "one mapping"),
        (CHECK, "", "1:1", "one mapping"),
    ],
)
def test_a_wrong_check_names_the_place(tmp_path: Path, said: str, instead: str, place: str, message: str) -> None:
    text = wrong(content(tmp_path, check=CHECK.replace(said, instead, 1)))

    assert text.startswith(f".seatrial/demo/box-locked/check.yaml:{place}")
    assert message in text


@pytest.mark.parametrize(
    ("said", "instead", "place", "message"),
    [
        ("title: Box", "titel: Box", "2:1", "'titel' is no key here; did you mean 'title'?"),
        ("title: Box\n", "", "1:1", "needs 'title'"),
        ("type: demo.box", "type: [demo.box]", "1:1", "text"),
        ("    block:", "    blok:", "5:5", "did you mean 'block'?"),
        ("    block: demo_box\n", "", "4:3", "`block` or `object`"),
        ("{lid: demo_lid.box_id}", "{lid: demo_lid}", "6:12", "a join reads `type.attribute`"),
        ("{lid: demo_lid.box_id}", "demo_lid.box_id", "6:5", "mapping"),
        ("terraform: name", "teraform: name", "8:24", "did you mean 'terraform'?"),
        ("type: bool", "type: boolean", "9:12", "a type is bool"),
        ("type: bool, ", "", "9:3", "needs `type`"),
        ("terraform: locked", "terraform: {cal: x}", "9:52", "did you mean 'call'?"),
        ("terraform: locked", "terraform: [[]]", "9:52", "a fact is a path"),
        ("    properties:\n      text: {type: string}\n", "    properties: labels\n", "13:5", "name a shape"),
        ("sources:\n  terraform:", "sources: []\nx:\n  terraform:", "", ""),
        ("  terraform:\n    block: demo_box\n    join: {lid: demo_lid.box_id}\n", "  []\n", "3:1", "mapping"),
        (
            "  terraform:\n    block: demo_box\n    join: {lid: demo_lid.box_id}\n",
            "  terraform: x\n",
            "4:3",
            "mapping",
        ),
    ],
)
def test_a_wrong_definition_names_the_place(tmp_path: Path, said: str, instead: str, place: str, message: str) -> None:
    assert said in DEFINITION

    text = wrong(content(tmp_path, definition=DEFINITION.replace(said, instead, 1)))

    assert text.startswith(f".seatrial/demo/box.resource.yaml:{place}")
    assert message in text


@pytest.mark.parametrize(
    ("instead", "place", "message"),
    [
        ("includes: [x]", "2:1", "'includes' is no key here; did you mean 'include'?"),
        ("include: 5", "2:1", "Expected `array`, got `int`"),
        ("params: [x]", "2:1", "Expected `object`, got `array`"),
    ],
)
def test_a_wrong_policy_names_the_place(tmp_path: Path, instead: str, place: str, message: str) -> None:
    text = wrong(content(tmp_path, policy=POLICY.replace("include: [demo-*]", instead)))

    assert text.startswith(f".seatrial/policies/boxes.yaml:{place}")
    assert message in text


def test_the_folder_of_a_check_is_its_id(tmp_path: Path) -> None:
    folder = content(tmp_path)
    (folder / "demo" / "box-locked").rename(folder / "demo" / "Box_Locked")

    assert "'demo-Box_Locked' is no id" in wrong(folder)


_ANY = st.recursive(
    st.sampled_from(["null", "true", "5", "1.5", "x", "demo_lid.box_id", "'{'"]),
    lambda inner: (
        st.lists(inner, max_size=2).map(lambda items: f"[{', '.join(items)}]")
        | st.tuples(st.sampled_from(["type", "block", "join", "call", "default", "terraform", "from"]), inner).map(
            lambda pair: f"{{{pair[0]}: {pair[1]}}}"
        )
    ),
    max_leaves=4,
)
_PIECES = [
    "demo.box",
    "Box\n",
    "demo_box",
    "{lid: demo_lid.box_id}",
    "string",
    "name}",
    "false",
    "list(object)",
    "label\n",
]


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(piece=st.sampled_from(_PIECES), value=_ANY)
def test_a_definition_of_any_shape_is_read_or_said_to_be_wrong(tmp_path: Path, piece: str, value: str) -> None:
    ending = "\n" if piece.endswith("\n") else "}" if piece.endswith("}") and not piece.startswith("{") else ""
    folder = content(tmp_path, definition=DEFINITION.replace(piece, value + ending, 1))

    try:
        found = read_content(folder)
    except ContentError as error:
        assert error.file == ".seatrial/demo/box.resource.yaml"
    else:
        assert len(found.definitions) == 1


def test_what_only_some_sources_can_say_of_an_object_no_other_claims(tmp_path: Path) -> None:
    both = DEFINITION.replace("properties:\n", "  kubernetes: {object: Box}\nproperties:\n", 1).replace(
        "    terraform: label\n", "    terraform: label\n    kubernetes: labels\n"
    )
    only = both.replace("text: {type: string}", "text: {type: string, only: terraform}")
    wrong_source = both.replace("text: {type: string}", "text: {type: string, only: [terraform, docker]}")

    texts = [
        read_content(content(tmp_path / str(number), definition=text)).definitions["demo.box"].properties["labels"]
        for number, text in enumerate((both, only))
    ]

    assert [sorted(labels.properties["text"].facts) for labels in texts] == [["kubernetes", "terraform"], ["terraform"]]
    assert "`only` is a source" in wrong(content(tmp_path / "wrong", definition=wrong_source))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('lifecycles: {"Debian:10": soon}', "'soon' is neither a day such as 2024-06-30 nor never"),
        ("lifecycles: [a]", "mapping"),
        ("lifes: {}", "'lifes' is no key here"),
    ],
)
def test_a_wrong_table_of_lifecycles_is_said_to_be(text: str, message: str, tmp_path: Path) -> None:
    folder = content(tmp_path)
    (folder / "data").mkdir()
    (folder / "data" / "lifecycles.yaml").write_text(text, encoding="utf-8")

    assert message in wrong(folder)
