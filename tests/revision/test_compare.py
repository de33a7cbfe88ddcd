"""A working tree held against a commit: what is new, known and fixed, and how little of it is judged twice."""

from pathlib import Path

import pytest

from seatrial import bench
from seatrial.model.asset import Asset
from seatrial.model.report import AssetReport
from tests.revision.conftest import Repo, fixed, gone, hull, known, new


@pytest.fixture
def judged(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The keys of the assets that are judged, as it happens."""
    keys: list[str] = []
    examine = bench.Bench.examine

    def noted(self: bench.Bench, asset: Asset, more: bench.More | None = None) -> AssetReport:
        keys.append(asset.key)
        return examine(self, asset, more)

    monkeypatch.setattr(bench.Bench, "examine", noted)
    return keys


def test_a_tree_against_itself_has_nothing_new_and_nothing_fixed(repo: Repo) -> None:
    repo.commit({"a/main.tf": hull("a"), "b/main.tf": hull("b")})

    report = repo.against()

    assert (new(report), fixed(report)) == ([], [])
    assert known(report) == ["a/main.tf ships_hull.a", "b/main.tf ships_hull.b"]
    assert report.difference is not None
    assert report.difference.commit == repo.git("rev-parse", "HEAD")


def test_new_known_and_fixed(repo: Repo) -> None:
    repo.commit({"a/main.tf": hull("old") + hull("mended"), "gone/main.tf": hull("gone"), "same/main.tf": hull("same")})
    repo.write({"a/main.tf": "\n\n" + hull("old") + hull("mended", sealed=True) + hull("fresh"), "gone/main.tf": None})

    report = repo.against()

    assert new(report) == ["a/main.tf ships_hull.fresh"]
    assert known(report) == ["a/main.tf ships_hull.old", "same/main.tf ships_hull.same"]
    assert fixed(report) == ["a/main.tf ships_hull.mended", "gone/main.tf ships_hull.gone"]


def test_what_nobody_has_added_yet_is_part_of_the_change_and_what_is_ignored_is_not(repo: Repo) -> None:
    repo.commit({".gitignore": "scratch/\n", "a/main.tf": hull("a")})
    repo.write({"b/main.tf": hull("b"), "scratch/main.tf": hull("c")})

    assert new(repo.against()) == ["b/main.tf ships_hull.b"]


# What a finding hangs on

ASKED = 'variable "sealed" {\n  type = bool\n}\nresource "ships_hull" "a" {\n  sealed = var.sealed\n}\n'


def test_a_variable_file_changes_the_module_that_it_is_for(repo: Repo) -> None:
    repo.commit({"a/main.tf": ASKED, "a/terraform.tfvars": "sealed = true\n"})
    assert known(repo.against()) == []

    repo.write({"a/terraform.tfvars": "sealed = false\n"})

    assert new(repo.against()) == ["a/main.tf ships_hull.a"]


def test_a_variable_file_that_is_named_is_read_as_it_was(repo: Repo) -> None:
    repo.commit({"a/main.tf": ASKED, "values/prod.tfvars": "sealed = true\n"})
    repo.write({"values/prod.tfvars": "sealed = false\n"})

    for path in ("values/prod.tfvars", str(repo.folder / "values/prod.tfvars")):
        assert new(repo.against(options={"var_file": (path,)})) == ["a/main.tf ships_hull.a"]


def test_a_variable_file_that_git_ignores_stands_for_both_sides(repo: Repo) -> None:
    repo.commit({".gitignore": "*.tfvars\n", "a/main.tf": ASKED})
    repo.write({"a/terraform.tfvars": "sealed = false\n", "a/more.tf": hull("more")})

    report = repo.against()

    assert (new(report), known(report)) == (["a/more.tf ships_hull.more"], ["a/main.tf ships_hull.a"])


def test_a_module_of_two_roots_is_new_in_both(repo: Repo) -> None:
    call = 'module "m" {\n  source = "../modules/m"\n}\n'
    repo.commit({"a/main.tf": call, "b/main.tf": call, "modules/m/main.tf": hull("a", sealed=True)})
    repo.write({"modules/m/main.tf": hull("a")})

    report = repo.against()

    assert [asset.key for asset, _ in report.every_new()] == ["a", "b"]


@pytest.mark.parametrize(
    "expression", ['fileexists("../flags/seal")', 'length(fileset("../flags", "**")) > 1', 'file("../flags/on") == "1"']
)
def test_a_file_that_has_gone_counts_where_somebody_looked_for_it(repo: Repo, expression: str) -> None:
    main = f'resource "ships_hull" "a" {{\n  sealed = {expression}\n}}\n'
    repo.commit({"a/main.tf": main, "flags/seal": "", "flags/on": "1", "flags/other": ""})
    assert known(repo.against()) == []

    repo.write({"flags/seal": None, "flags/on": "0", "flags/other": None})

    assert new(repo.against()) == ["a/main.tf ships_hull.a"]


@pytest.mark.parametrize("rules", [".terraform\n", ""])
def test_what_terraform_has_fetched_stands_for_both_sides(repo: Repo, rules: str) -> None:
    call = 'module "m" {\n  source  = "ships/hull/any"\n  version = "1.0.0"\n}\n'
    manifest = (
        '{"Modules":[{"Key":"","Source":"","Dir":"."},{"Key":"m","Source":"registry.terraform.io/ships/hull/any",'
        '"Version":"1.0.0","Dir":".terraform/modules/m"}]}'
    )
    repo.commit({".gitignore": rules, "a/main.tf": call})
    repo.write({"a/.terraform/modules/modules.json": manifest, "a/.terraform/modules/m/main.tf": hull("fetched")})
    repo.write({"a/more.tf": hull("fresh")})

    report = repo.against()

    assert [result.address for _, result in report.every_new()] == ["ships_hull.fresh"]
    assert [told.rpartition(" ")[2] for told in known(report)] == ["module.m.ships_hull.fetched"]


def test_a_link_that_is_turned_elsewhere_counts(repo: Repo) -> None:
    repo.commit({"values/tight": hull("a", sealed=True), "values/leaky": hull("a"), "a/none": ""})
    (repo.folder / "a/main.tf").symlink_to("../values/tight")
    repo.commit({})
    (repo.folder / "a/main.tf").unlink()
    (repo.folder / "a/main.tf").symlink_to("../values/leaky")

    assert new(repo.against()) == ["a/main.tf ships_hull.a"]


def test_a_change_is_seen_through_links_also_those_that_git_ignores(repo: Repo) -> None:
    call = 'module "m" {{\n  source = "./{}"\n}}\n'
    repo.commit({".gitignore": "ignored\n", "modules/m/main.tf": hull("a", sealed=True), "b/none": ""})
    repo.write({"a/main.tf": call.format("ignored"), "b/main.tf": call.format("link")})
    (repo.folder / "a/ignored").symlink_to("../modules/m")
    (repo.folder / "b/link").symlink_to("../modules/m")
    repo.commit({})
    repo.write({"modules/m/main.tf": hull("a")})

    assert [asset.key for asset, _ in repo.against().every_new()] == ["a", "b", "modules/m"]


def test_a_link_that_leads_out_is_a_gap_of_the_base(repo: Repo, tmp_path: Path) -> None:
    (tmp_path / "outside.tf").write_text(hull("outside"))
    repo.commit({"a/main.tf": hull("a")})
    (repo.folder / "a/out.tf").symlink_to("../../outside.tf")
    (repo.folder / "a/root.tf").symlink_to(tmp_path / "outside.tf")
    repo.commit({"a/other.tf": hull("b")})
    repo.write({"a/main.tf": hull("c")})

    difference = repo.against().difference

    assert difference is not None
    assert [gap.location.file for gap in difference.gaps if "leads out" in gap.reason] == ["a/out.tf", "a/root.tf"]
    assert "outside" not in str(difference.fixed) + str(difference.gone)


def test_only_what_the_change_reaches_is_judged_twice(repo: Repo, judged: list[str]) -> None:
    repo.commit({f"{name}/main.tf": hull(name) for name in "abcdef"})
    repo.write({"c/main.tf": hull("other"), "g/main.tf": hull("g")})

    repo.against()

    assert judged == ["a", "b", "c", "d", "e", "f", "g", "c"]


@pytest.mark.parametrize("gone", ["chart/values-prod.yaml", "chart/templates/app.yaml", "compose/.env"])
def test_a_file_that_was_asked_for_and_has_gone_makes_its_asset_be_judged_again(
    repo: Repo, judged: list[str], gone: str
) -> None:
    repo.commit(
        {
            "chart/Chart.yaml": "apiVersion: v2\nname: ship\nversion: 1.0.0\nappVersion: '1'\n",
            "chart/values.yaml": "image: {repository: ship, tag: ''}\n",
            "chart/values-prod.yaml": "image: {tag: '2'}\n",
            "chart/templates/app.yaml": "image: {{ .Values.image.tag | default .Chart.AppVersion }}\n",
            "compose/compose.yaml": "services:\n  a:\n    image: ship:${TAG}\n",
            "compose/.env": "TAG=1\n",
        }
    )
    repo.write({gone: None})

    repo.against()

    assert judged.count(gone.split("/")[0] + ("/compose.yaml" if "compose" in gone else "")) == 2


def test_line_ends_that_git_has_made_are_no_change(repo: Repo, judged: list[str]) -> None:
    repo.commit({"a/main.tf": hull("a")})
    repo.git("config", "core.autocrlf", "true")
    (repo.folder / "a/main.tf").unlink()
    repo.git("checkout", "-q", "--", ".")
    assert b"\r\n" in (repo.folder / "a/main.tf").read_bytes()

    assert known(repo.against()) == ["a/main.tf ships_hull.a"]
    assert judged == ["a"]


# Where the command runs, and what is named


def test_names_are_those_of_the_scan_wherever_the_command_runs(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    repo.commit({"a/main.tf": hull("old") + hull("gone"), "b/here": ""})
    repo.write({"a/main.tf": hull("old") + hull("fresh")})
    monkeypatch.chdir(repo.folder / "b")

    for target in ("..", "../a", str(repo.folder)):
        report = repo.against("HEAD", target)

        shown = f"{repo.folder}/a/main.tf" if target.startswith("/") else "../a/main.tf"
        assert new(report) == [f"{shown} ships_hull.fresh"]
        assert known(report) == [f"{shown} ships_hull.old"]
        assert fixed(report) == [f"{shown} ships_hull.gone"]
    monkeypatch.chdir(repo.folder.parent)
    assert known(repo.against("HEAD", "repository/a")) == ["repository/a/main.tf ships_hull.old"]


def test_a_repository_that_is_named_through_a_link(repo: Repo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    repo.commit({"a/main.tf": hull("old")})
    repo.write({"a/main.tf": hull("old") + hull("fresh")})
    (tmp_path / "link").symlink_to(repo.folder)
    monkeypatch.chdir(tmp_path)

    for target in ("link", str(tmp_path / "link/a")):
        report = repo.against("HEAD", target)

        assert [result.address for _, result in report.every_new()] == ["ships_hull.fresh"]
        assert len(known(report)) == 1


def test_a_target_that_the_base_does_not_have_is_new_as_a_whole(repo: Repo) -> None:
    repo.commit({"a/main.tf": hull("a")})
    repo.write({"b/main.tf": hull("b")})

    report = repo.against("HEAD", "b")

    assert new(report) == ["b/main.tf ships_hull.b"]
    assert (known(report), fixed(report), gone(report)) == ([], [], [])


# What nobody can call fixed


def test_a_scan_with_a_gap_calls_nothing_fixed(repo: Repo) -> None:
    repo.commit({"a/main.tf": hull("a"), "b/main.tf": hull("b")})
    repo.write({"a/main.tf": hull("a", sealed=True), "b/main.tf": 'resource "ships_hull" "b" {\n'})

    report = repo.against()

    assert fixed(report) == []
    assert gone(report) == ["a/main.tf ships_hull.a", "b/main.tf ships_hull.b"]
    assert report.difference is not None
    assert report.difference.why == "not everything could be read now"


def test_what_is_unknown_now_is_not_fixed(repo: Repo) -> None:
    repo.commit({"a/main.tf": hull("a")})
    repo.write({"a/main.tf": ASKED})

    report = repo.against()

    assert (fixed(report), gone(report)) == ([], ["a/main.tf ships_hull.a"])


def test_what_is_waived_now_is_neither_fixed_nor_new_and_a_waiver_taken_away_makes_it_new(repo: Repo) -> None:
    repo.commit({"a/main.tf": hull("a")})
    repo.write({"a/main.tf": "# seatrial:waive ships-hull-sealed -- it lies in a museum\n" + hull("a")})
    report = repo.against()
    assert (new(report), known(report), fixed(report), gone(report)) == ([], [], [], [])

    repo.commit({})
    repo.write({"a/main.tf": hull("a")})

    assert new(repo.against()) == ["a/main.tf ships_hull.a"]
