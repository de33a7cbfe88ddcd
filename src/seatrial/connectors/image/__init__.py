"""Container images and unpacked roots: what is installed in them, and how the image itself is configured."""

from seatrial.connectors import Connector, Option

CONNECTOR = Connector(
    name="image",
    summary="container images (image:REFERENCE) and unpacked roots (rootfs:FOLDER)",
    raw="image.config",
    claims=lambda name: False,
    schemes=("image", "rootfs"),
    options=(
        Option("--platform", "Which image of several.  [default: this machine's]", metavar="OS/ARCH"),
        Option("--mirror", "Ask this address before a registry; repeatable.", many=True, metavar="REGISTRY=URL"),
        Option(
            "--attestations",
            "Believe the VEX beside an image. No signature is verified: who may push it is believed.",
            is_switch=True,
        ),
        Option("--insecure", "Take images from registries whose certificate does not count.", is_switch=True),
    ),
    seconds=1.0,
)
