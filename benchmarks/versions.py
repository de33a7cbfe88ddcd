"""What a key costs: ``python -m benchmarks.versions``, microseconds a key for each scheme, over its cases."""

import timeit

from tests.versions.cases import SCHEMES, ordered

from seatrial.errors import VersionError
from seatrial.versions import keys, scheme

ROUNDS = 50


def typical(name: str) -> float:
    """Microseconds a key, the mean over the versions that the scheme's cases order; the best of three runs."""
    key, versions = scheme(name).key, ordered(name)

    def all_of_them() -> None:
        for version in versions:
            key(version)

    return min(timeit.repeat(all_of_them, number=ROUNDS, repeat=3)) / ROUNDS / len(versions) * 1e6


def longest(name: str) -> float:
    """Microseconds for the dearest of a few versions as long as one may be."""
    return max(_once(name, ("1" + part * keys.LIMIT)[: keys.LIMIT]) for part in ("1", ".1", "-a", "a1", ".0", "~", "-"))


def _once(name: str, version: str) -> float:
    def key() -> None:
        try:
            scheme(name).key(version)
        except VersionError:
            return

    return min(timeit.repeat(key, number=1, repeat=20)) * 1e6


def main() -> None:
    print(f"{'scheme':<10}{'a key':>10}{'the longest':>14}")
    for name in SCHEMES:
        print(f"{name:<10}{typical(name):>7.1f} us{longest(name):>11.0f} us")


if __name__ == "__main__":
    main()
