"""Which blocks name which: by reference, by literal, or nobody can say."""

from seatrial.engine.index import Index
from seatrial.model.location import Location
from seatrial.model.raw import Raw
from seatrial.model.value import Unknown, Value


def raw(address: str, *, kind: str = "resource", source: str = "terraform", **attributes: Value) -> Raw:
    type_ = address.split(".")[-2] if "." in address else address
    return Raw(
        source=source, type=type_, address=address, attributes=attributes, kind=kind, locate=lambda _: Location("x", 1)
    )


def ref(address: str) -> Unknown:
    return Unknown("known after apply", ref=address)


BOX = raw("box.a", name="tickets", arn="arn:box:a")


def named(*others: Raw, box: Raw = BOX, by: str = "box") -> list[str]:
    return sorted(found.address for found in Index([box, *others]).naming(box, "lid", by))


def test_a_block_is_named_by_reference_by_name_and_by_arn() -> None:
    assert named(raw("lid.a", box=ref("box.a")), raw("lid.b", box="tickets"), raw("lid.c", box="arn:box:a")) == [
        "lid.a",
        "lid.b",
        "lid.c",
    ]


def test_another_name_is_somebody_else() -> None:
    assert named(raw("lid.a", box=ref("box.b")), raw("lid.b", box="trains"), raw("lid.c")) == []


def test_a_block_is_named_also_inside_of_lists_and_nested_blocks() -> None:
    lids = (raw("lid.a", target=[{"boxes": ["trains", "tickets"]}]), raw("lid.b", target={"boxes": ref("box.a")}))

    assert named(*lids, by="target.boxes") == ["lid.a", "lid.b"]


def test_one_of_an_unknown_number_is_the_block_that_stands_for_all() -> None:
    some = raw("box.a[?]")

    assert named(raw("lid.a", box=ref("box.a[0]")), box=some) == ["lid.a"]
    assert Index([some]).at('box.a["x"]') is some


def test_whom_an_unknown_names_nobody_can_say() -> None:
    lid = raw("lid.a", box=Unknown("a variable"))
    index = Index([BOX, lid, raw("lid.b", box="tickets")])

    assert index.unresolved("lid", "box") == (lid,)
    assert [found.address for found in index.naming(BOX, "lid", "box")] == ["lid.b"]


def test_what_a_cloudformation_resource_calls_itself_is_its_name() -> None:
    box = raw("box.a", source="cloudformation", BoxName="tickets", DBBoxIdentifier="tickets-db")

    assert named(raw("lid.a", box="tickets"), raw("lid.b", box="tickets-db"), box=box) == ["lid.a", "lid.b"]


def test_data_sources_are_no_resources_of_their_type_but_have_an_address() -> None:
    data = raw("data.box.a", kind="data")
    index = Index([data, BOX])

    assert index.of_type("box") == (BOX,)
    assert index.at("data.box.a") is data


def test_what_a_value_names_is_found_by_reference_and_by_name() -> None:
    index = Index([BOX])

    assert [list(index.named(value, "box")) for value in (ref("box.a"), "tickets", ["x", "tickets"])] == [[BOX]] * 3
    assert [list(index.named(value, "box")) for value in (ref("lid.a"), "x", Unknown("?"), None)] == [[]] * 4


def test_a_data_source_is_no_block_of_the_asset() -> None:
    found = raw("data.box.a", kind="data", name="tickets")
    index = Index([found])

    assert list(index.named(ref("data.box.a"), "box")) == []
    assert list(index.named("tickets", "box")) == []


def test_a_value_names_blocks_by_the_names_that_they_have_and_by_one_that_is_given() -> None:
    index = Index([BOX, raw("box.b", label="trains"), raw("lid.a", name="tickets")])

    assert [found.address for found in index.named(["tickets", "nothing"], "box")] == ["box.a"]
    assert [found.address for found in index.named("trains", "box")] == []
    assert [found.address for found in index.named("trains", "box", "label")] == ["box.b"]


def test_what_is_made_of_all_blocks_is_made_once() -> None:
    made: list[int] = []

    def addresses(index: Index) -> list[str]:
        made.append(1)
        return [raw.address for raw in index.raws]

    index = Index([BOX])

    assert index.once(addresses) == index.once(addresses) == ["box.a"]
    assert made == [1]
