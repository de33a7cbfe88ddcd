"""Where the results of an asset are that others name."""

from dataclasses import replace
from pathlib import Path

from seatrial.bench import Bench
from seatrial.connectors.image.find import image_asset
from seatrial.engine.uses import at_uses
from seatrial.model.asset import Use
from seatrial.model.location import Location
from seatrial.model.result import Result, Verdict
from seatrial.request import Request
from tests.images.builder import Blobs, layout, tar

HERE = Location("deploy/app.yaml", 12, 16, 12, 40)
THERE = Location("compose.yaml", 3, 12, 3, 36)


def use(location: Location) -> Use:
    return Use(location=location, asset="deploy")


def result() -> Result:
    inside, whole = Location("image:app:1:/usr/bin/x", 1), Location("image:app:1", 1)
    return Result(check="a", resource_type="b", address="c", verdict=Verdict.FAIL, location=inside, declared=whole)


def test_a_result_is_at_the_first_place_that_names_its_asset() -> None:
    found = at_uses(result(), (use(HERE), use(HERE), use(THERE)))

    assert found.location == HERE
    assert found.calls == (THERE,)
    assert found.declared is None


def test_what_nobody_names_stays_where_it_is() -> None:
    assert at_uses(result(), ()) == result()


def test_what_checks_find_in_an_image_is_at_the_line_that_names_it_with_its_place_inside(tmp_path: Path) -> None:
    blobs = Blobs()
    content = b"root:x:0:0::/:/bin/sh\nspare:x:0:0::/:/bin/sh\n"
    layout(tmp_path, blobs, blobs.image(tar(("etc/passwd", content))))
    asset = image_asset(f"image:oci:{tmp_path}")
    bench = Bench.for_request(Request(options={"platform": "linux/amd64"}))

    named, plain = (bench.examine(each) for each in (replace(asset, uses=(use(HERE),)), asset))

    (found,) = (result for result in named.results if result.check == "container-image-one-root")
    (alone,) = (result for result in plain.results if result.check == "container-image-one-root")
    assert found.location == HERE
    assert {each.location for each in named.results} == {HERE}
    assert alone.location == Location(f"image:oci:{tmp_path}:/etc/passwd", 2)
    assert [evidence.location for evidence in found.evidence] == [evidence.location for evidence in alone.evidence]
    assert found.fingerprint == alone.fingerprint
