"""Which programs, by their names, are of use to somebody who has broken in."""

import re

SHELL = "shell"
MANAGER = "package manager"
COMPILER = "compiler"
ROOT = "way to root"
REMOTE = "remote shell"
PROBE = "tool to look around"
REPOSITORY = "Git repository"

_NAMES: dict[str, str] = {
    **dict.fromkeys(
        ("sh", "bash", "rbash", "dash", "ash", "zsh", "ksh", "ksh93", "mksh", "fish", "csh", "tcsh", "pwsh", "busybox"),
        SHELL,
    ),
    **dict.fromkeys(
        (
            *("apt", "apt-get", "aptitude", "dpkg", "apk", "yum", "dnf", "dnf5", "microdnf", "tdnf", "rpm", "zypper"),
            *("pacman", "opkg", "pip", "pip3", "npm", "yarn", "pnpm", "gem", "composer", "conda"),
        ),
        MANAGER,
    ),
    **dict.fromkeys(("cc", "c++", "tcc", "go", "rustc", "javac", "make", "ld", "as"), COMPILER),
    **dict.fromkeys(("sudo", "doas", "pkexec"), ROOT),
    **dict.fromkeys(
        ("sshd", "dropbear", "telnetd", "in.telnetd", "rshd", "in.rshd", "rlogind", "in.rlogind"),
        REMOTE,
    ),
    **dict.fromkeys(
        (
            *("nc", "nc.openbsd", "nc.traditional", "ncat", "netcat", "socat", "nmap", "tcpdump", "tshark", "telnet"),
            *("strace", "ltrace", "gdb", "gdbserver", "ftp", "tftp", "hping3"),
        ),
        PROBE,
    ),
}
# x86_64-linux-gnu-gcc-12, clang-15, ld.bfd
_COMPILER = re.compile(
    r"(?:[a-z0-9_]{1,20}-linux-[a-z]{1,20}-)?(?:gcc|g\+\+|clang|clang\+\+)(?:-[0-9.]{1,8})?|ld\.\w{1,8}"
)
_IN = ("bin", "sbin", "busybox")


def role_of(name: str, *, runs: bool) -> str:
    """What a program is, by its path; empty for any other file.  Of a Git repository, its HEAD stands for it."""
    folder, _, base = name.rpartition("/")
    if base == "HEAD":
        return REPOSITORY if folder == ".git" or folder.endswith("/.git") else ""
    if not runs:
        return ""
    role = _NAMES.get(base) or (
        COMPILER if "gcc" in base or "g++" in base or "clang" in base or base[:3] == "ld." else ""
    )
    if not role or folder.rpartition("/")[2] not in _IN:
        return ""
    return role if base in _NAMES or _COMPILER.fullmatch(base) else ""
