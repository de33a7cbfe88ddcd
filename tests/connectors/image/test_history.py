"""Steps of the history, as the builders there are write them."""

import pytest

from seatrial.connectors.image.history import said_by, variables_of
from seatrial.images.manifest import Step


@pytest.mark.parametrize(
    ("text", "keyword", "variables"),
    [
        ("ENV A=b c d E=", "ENV", {"A": "b c d", "E": ""}),
        ("/bin/sh -c #(nop)  ENV A=b", "ENV", {"A": "b"}),
        ("/bin/sh -c #(nop) ENV NAME some value", "ENV", {"NAME": "some value"}),
        ("ARG TOKEN", "ARG", {}),
        ("ARG TOKEN=x", "ARG", {"TOKEN": "x"}),
        ('LABEL com.example.a="b c" d=e', "LABEL", {"com.example.a": "b c", "d": "e"}),
        ("RUN |2 A=b c D=e /bin/sh -c make # buildkit", "RUN", {"A": "b c", "D": "e"}),
        ("|1 A=b /bin/sh -c make X=y", "RUN", {"A": "b"}),
        ("/bin/sh -c export A=b && C='d e' make", "RUN", {"A": "b", "C": "d e"}),
        ('RUN /bin/bash -o pipefail -c A="$(cat /run/a)" B=$C make', "RUN", {}),
        ("RUN /bin/sh -c curl --token=x https://example.com/?a=b", "RUN", {}),
        ("COPY file:abc in /srv/ENV A=b", "COPY", {}),
        ('/bin/sh -c #(nop) CMD ["a"]', "CMD", {}),
        ("bazel build ...", "", {}),
        ("", "", {}),
    ],
)
def test_a_step_says_its_instruction_and_what_it_sets(text: str, keyword: str, variables: dict[str, str]) -> None:
    said = said_by(Step(created_by=text))

    assert said.keyword == keyword
    assert dict(variables_of(said)) == variables


@pytest.mark.parametrize("piece", ["A=", "export ", "|9 A=b ", "ENV A=b ", "'", '"', "/bin/sh -c ", " " * 50 + "A"])
def test_a_long_step_is_read_at_once(piece: str) -> None:
    for head in ("", "ENV ", "RUN |999 ", "/bin/sh -c "):
        list(variables_of(said_by(Step(created_by=head + piece * 100_000))))
