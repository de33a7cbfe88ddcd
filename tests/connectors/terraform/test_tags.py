"""The tags of a resource, from what it says and from what its provider gives to everything."""

from typing import Any

from seatrial.connectors.terraform import facts
from seatrial.engine.index import Index
from seatrial.model.location import Location
from seatrial.model.raw import Raw, Sourced
from seatrial.model.value import Unknown, Value, is_unknown


def block(address: str, kind: str = "resource", **attributes: Value) -> Raw:
    parts = address.split(".")
    return Raw(
        source="terraform",
        type=parts[-2] if kind == "resource" else parts[1],
        kind=kind,
        address=address,
        attributes=attributes,
        locate=lambda path: Location("/".join(map(str, (address, *path))), 1),
    )


GOOGLE = block("provider.google", "provider", default_labels={"owner": "all", "team": "all"})


def tags(raw: Raw, *others: Raw) -> Any:
    return facts.tags(raw, Index((raw, *others)))


def test_what_the_provider_adds_to_the_tags_of_aws_is_in_tags_all() -> None:
    raw = block("aws_sqs_queue.q", tags={"a": "1"}, tags_all={"a": "1", "b": "2"})

    assert tags(raw) == {"a": "1", "b": "2"}


def test_azure_s_tags_are_its_own() -> None:
    assert tags(block("azurerm_resource_group.g", tags={"a": "1"})) == {"a": "1"}


def test_without_tags_there_are_none() -> None:
    assert tags(block("azurerm_resource_group.g")) is None
    assert tags(block("google_storage_bucket.b")) is None
    assert tags(block("aws_autoscaling_group.g")) is None


def test_google_s_tags_are_no_labels() -> None:
    assert tags(block("google_compute_instance.i", tags=["web"])) is None


def test_labels_win_over_those_of_the_provider() -> None:
    found = tags(block("google_storage_bucket.b", labels={"owner": "mine"}), GOOGLE)

    assert found == {"owner": "mine", "team": "all"}
    assert found.origin_of("owner").location().file == "google_storage_bucket.b/labels/owner"
    assert found.origin_of("team").location().file == "provider.google/default_labels/team"


def test_labels_that_google_has_already_made_effective_are_taken_as_they_are() -> None:
    raw = block("google_storage_bucket.b", labels={"owner": "mine"}, effective_labels={"owner": "mine", "goog": "x"})

    assert tags(raw, GOOGLE) == {"owner": "mine", "goog": "x"}


def test_labels_of_a_database_are_not_the_provider_s() -> None:
    raw = block("google_sql_database_instance.d", settings=[{"user_labels": {"a": "1"}}])

    assert tags(raw, GOOGLE) == {"a": "1"}


def test_an_auto_scaling_group_has_a_block_for_each_tag() -> None:
    raw = block("aws_autoscaling_group.g", tag=[{"key": "a", "value": "1"}, {"key": "b", "value": Unknown("?")}])

    found = tags(raw)

    assert isinstance(found, Sourced)
    assert found["a"] == "1"
    assert is_unknown(found["b"])
    assert found.origin_of("a").location().file == "aws_autoscaling_group.g/tag/0/key"


def test_tags_of_which_nobody_knows_the_keys_are_unknown() -> None:
    unknown = Unknown("a variable")

    assert is_unknown(tags(block("aws_sqs_queue.q", tags=unknown)))
    assert is_unknown(tags(block("aws_autoscaling_group.g", tag=[{"key": unknown, "value": "1"}])))
    assert is_unknown(tags(block("aws_autoscaling_group.g", tag=[{"key": "a", "value": "1"}, unknown])))
    assert is_unknown(tags(block("google_storage_bucket.b", labels=unknown), GOOGLE))
    assert is_unknown(tags(block("google_sql_database_instance.d", settings=unknown)))


def test_tags_that_are_no_mapping_are_unknown() -> None:
    assert is_unknown(tags(block("aws_sqs_queue.q", tags=["a"])))
