"""Container images and unpacked roots: what is installed in them, and how the image itself is configured."""

from seatrial.connectors import Connector, Option

CONNECTOR = Connector(
    name="image",
    summary="images (image:REFERENCE), those of a registry (registry:HOST/PREFIX), unpacked roots (rootfs:FOLDER)",
    raw="image.config",
    # An image that is written down, as the proofs of checks are.  Among others of that name its mark tells it apart.
    claims=lambda name: name.rpartition("/")[2] == "image.json",
    proofs={"image.json": "image.json"},
    schemes=("image", "registry", "rootfs"),
    options=(
        Option("--platform", "Which image of several.  [default: this machine's]", metavar="OS/ARCH"),
        Option("--mirror", "Ask this address before a registry; repeatable.", many=True, metavar="REGISTRY=URL"),
        Option("--tags", "Of registry: every tag that fits; repeatable.", many=True, metavar="PATTERN"),
        Option(
            "--attestations",
            "Believe the VEX beside an image. No signature is verified: who may push it is believed.",
            is_switch=True,
        ),
        Option("--no-cache", "Read every layer anew, and keep nothing of it.", is_switch=True),
        Option("--insecure", "Take images from registries whose certificate does not count.", is_switch=True),
    ),
    seconds=1.0,
)
