"""``seatrial.yaml`` and ``.seatrial``: found upwards to the repository's top, and strict about what they say."""

from pathlib import Path

import pytest

from seatrial.config import Config, content_for, load_config
from seatrial.errors import ContentError


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    top = tmp_path / "repository"
    (top / ".git").mkdir(parents=True)
    (top / "infra" / "production").mkdir(parents=True)
    return top


def test_without_a_file_nothing_is_configured(repository: Path) -> None:
    assert load_config(repository) == Config()


def test_the_nearest_file_up_to_the_top_of_the_repository_holds(repository: Path) -> None:
    (repository.parent / "seatrial.yaml").write_text("fail_on: never\n")
    (repository / "seatrial.yaml").write_text("fail_on: low\n")
    inner = repository / "infra" / "production"

    assert load_config(inner).fail_on == "low"

    (repository / "infra" / "seatrial.yaml").write_text("fail_on: high\n")
    assert load_config(inner).fail_on == "high"


def test_a_file_above_the_repository_is_not_ours(repository: Path) -> None:
    (repository.parent / "seatrial.yaml").write_text("fail_on: never\n")

    assert load_config(repository / "infra") == Config()


@pytest.mark.parametrize("text", ["", "# policies: [strict]\n", "---\n"])
def test_a_file_that_says_nothing_configures_nothing(repository: Path, text: str) -> None:
    (repository / "seatrial.yaml").write_text(text)

    assert load_config(repository) == Config(file=str(repository / "seatrial.yaml"))


@pytest.mark.parametrize(
    ("text", "place", "message"),
    [
        ("failon: low\n", "1:1", "did you mean 'fail_on'?"),
        ("exclude: 5\n", "1:1", "Expected `array`"),
        ("- low\n", "1:1", "one mapping"),
        ("fail_on: 'low\n", "", ""),
    ],
)
def test_a_wrong_file_names_the_place(repository: Path, text: str, place: str, message: str) -> None:
    (repository / "seatrial.yaml").write_text(text)

    with pytest.raises(ContentError) as caught:
        load_config(repository)

    assert str(caught.value).startswith(f"seatrial.yaml:{place}")
    assert message in str(caught.value)


def test_ones_own_content_is_that_of_every_folder_above_the_nearest_last(repository: Path) -> None:
    for folder in (repository, repository / "infra", repository.parent):
        (folder / ".seatrial").mkdir()
    (repository / "shared").mkdir()
    (repository / "seatrial.yaml").write_text("content: [shared]\n")

    assert content_for(repository / "infra") == (
        repository / ".seatrial",
        repository / "infra" / ".seatrial",
        repository / "shared",
    )


def test_a_content_folder_that_is_not_there_is_an_error(repository: Path) -> None:
    (repository / "shared").mkdir()
    (repository / "seatrial.yaml").write_text("fail_on: low\ncontent:\n  - shared\n  - sharde\n")

    with pytest.raises(ContentError) as caught:
        content_for(repository)

    assert str(caught.value) == "seatrial.yaml:4:5: there is no folder 'sharde' beside this file"


def test_a_file_that_is_too_large_is_an_error(repository: Path) -> None:
    with (repository / "seatrial.yaml").open("wb") as file:
        file.truncate(1024 * 1024 * 1024)

    with pytest.raises(ContentError, match=r"seatrial.yaml: it is larger than 4 MiB"):
        load_config(repository)


def test_a_file_that_cannot_be_read_is_an_error(repository: Path) -> None:
    with pytest.raises(ContentError, match=r"infra: it cannot be read: Is a directory"):
        load_config(repository, repository / "infra")
