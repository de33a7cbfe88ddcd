"""Policies choose checks and give them parameters; a repository's own content comes on top of ours."""

from pathlib import Path

import pytest

from seatrial.errors import UsageError
from seatrial.library import Library, load
from seatrial.model.check import Check, Fix, Likelihood, Severity
from seatrial.model.policy import Policy

from .folders import CHECK, content


def check(id_: str, *, opt_in: bool = False, aliases: tuple[str, ...] = ()) -> Check:
    return Check(
        id=id_, title=id_, severity=Severity.LOW, resource="demo.box", expects="true", message="", why="", fix=Fix(),
        likelihood=Likelihood.DEPTH, opt_in=opt_in, aliases=aliases,
    )  # fmt: skip


def library(*policies: Policy) -> Library:
    checks = [check("box-locked", aliases=("OLD_1",)), check("box-small", opt_in=True), check("lid-on")]
    return Library({}, {one.id: one for one in checks}, {policy.name: policy for policy in policies})


def chosen(*policies: Policy) -> list[str]:
    return list(library(*policies).choose([policy.name for policy in policies], {}).checks)


def test_a_policy_that_says_nothing_chooses_all_but_what_must_be_asked_for() -> None:
    assert chosen(Policy(title="", name="p")) == ["box-locked", "lid-on"]


def test_a_check_that_must_be_asked_for_is_asked_for_by_its_name_or_with_all_others() -> None:
    assert chosen(Policy(title="", name="p", include=("box-small",))) == ["box-small"]
    assert chosen(Policy(title="", name="p", include=("box-*",))) == ["box-locked"]
    assert chosen(Policy(title="", name="p", opt_in=True)) == ["box-locked", "box-small", "lid-on"]


def test_what_is_excluded_is_not_chosen_save_by_another_policy() -> None:
    without = Policy(title="", name="a", exclude=("box-*",))

    assert chosen(without) == ["lid-on"]
    assert chosen(without, Policy(title="", name="b", include=("box-locked",))) == ["box-locked", "lid-on"]


def test_parameters_are_merged_by_pattern_and_the_configuration_wins() -> None:
    policy = Policy(title="", name="p", params={"box-*": {"size": 1, "colour": "red"}, "lid-on": {"size": 2}})

    given = library(policy).choose(["p"], {"box-locked": {"size": 3}}).params

    assert given == {"box-locked": {"size": 3, "colour": "red"}, "lid-on": {"size": 2}}


def test_a_check_is_found_by_its_id_and_by_its_aliases_in_any_case() -> None:
    assert library().find_check("box-locked").id == library().find_check("old_1").id == "box-locked"


def test_a_wrong_name_gets_the_nearest_right_one() -> None:
    with pytest.raises(UsageError, match="no check 'box-loked'; did you mean 'box-locked'"):
        library().find_check("box-loked")
    with pytest.raises(UsageError, match="no policy 'defalt'; did you mean 'default'"):
        load().choose(["defalt"], {})


def test_ones_own_content_wins_over_what_is_shipped(tmp_path: Path) -> None:
    folder = content(tmp_path)
    own = folder / "aws" / "s3" / "bucket-versioning"
    own.mkdir(parents=True)
    (own / "check.yaml").write_text(CHECK.replace("Boxes are locked", "Our own"))
    (folder / "policies" / "default.yaml").write_text("title: Ours\ninclude: [demo-*]\n")

    merged = load([folder])

    assert merged.checks["aws-s3-bucket-versioning"].title == "Our own"
    assert list(merged.choose(["default"], {}).checks) == ["demo-box-locked"]
    assert len(merged.checks) == len(load().checks) + 1
