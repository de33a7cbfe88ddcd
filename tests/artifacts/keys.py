"""Keys and signatures by OpenSSL, which knows nothing of ours."""

import base64
from pathlib import Path
from typing import NamedTuple

from tests.real.programs import run


class Keys(NamedTuple):
    private: Path
    public: Path
    kind: str


def made(folder: Path, name: str, kind: str = "P-256", *, password: str = "") -> Keys:
    private, public = folder / f"{name}.pem", folder / f"{name}.pub"
    curve = ("EC", "-pkeyopt", f"ec_paramgen_curve:{kind}") if kind.startswith("P-") else (kind,)
    secret = ("-aes256", "-pass", f"pass:{password}") if password else ()
    run("openssl", "genpkey", "-algorithm", *curve, *secret, "-out", private)
    run(
        "openssl",
        "pkey",
        "-in",
        private,
        *(("-passin", f"pass:{password}") if password else ()),
        "-pubout",
        "-out",
        public,
    )
    return Keys(private, public, kind)


def sign(keys: Keys, text: bytes, folder: Path) -> str:
    """A signature in base64."""
    said, signature = folder / "said", folder / "signature"
    said.write_bytes(text)
    if keys.kind == "ed25519":
        run("openssl", "pkeyutl", "-sign", "-inkey", keys.private, "-rawin", "-in", said, "-out", signature)
    else:
        run("openssl", "dgst", "-sha256", "-sign", keys.private, "-out", signature, said)
    return base64.b64encode(signature.read_bytes()).decode()


def demand_signed(keys: Keys, text: bytes, signature: str, folder: Path) -> None:
    """Fails where OpenSSL does not take a signature."""
    said, given = folder / "said", folder / "given"
    said.write_bytes(text)
    given.write_bytes(base64.b64decode(signature))
    if keys.kind == "ed25519":
        run("openssl", "pkeyutl", "-verify", "-pubin", "-inkey", keys.public, "-rawin", "-in", said, "-sigfile", given)
    else:
        run("openssl", "dgst", "-sha256", "-verify", keys.public, "-signature", given, said)
