"""The tools that define the orders, where they are on this machine: each compares many pairs at once.

An oracle takes pairs of versions and gives, for each, -1, 0 or 1, or None where the tool refuses one of them.
"""

import ctypes
import ctypes.util
import shutil
import subprocess
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path

from packaging.version import InvalidVersion, Version

Pairs = Sequence[tuple[str, str]]
Signs = list[int | None]


class AbsentError(Exception):
    """The tool is not here; the message says what to install."""


def _program(name: str, package: str) -> str:
    path = shutil.which(name)
    if not path:
        raise AbsentError(f"there is no {name}; on Debian: apt-get install {package}")
    return path


def _answers(arguments: Sequence[str], pairs: Pairs) -> Signs:
    """The lines that a program prints for pairs on its input, a tab between the two."""
    lines = "".join(f"{left}\t{right}\n" for left, right in pairs)
    done = subprocess.run(arguments, input=lines, capture_output=True, text=True, check=True)
    answers: Signs = [None if line == "-" else int(line) for line in done.stdout.split()]
    assert len(answers) == len(pairs)
    return answers


def deb(pairs: Pairs, _: Path) -> Signs:
    dpkg = _program("dpkg", "dpkg")
    return [_dpkg(dpkg, left, right) for left, right in pairs]


def _dpkg(dpkg: str, left: str, right: str) -> int | None:
    for operator, sign in (("lt", -1), ("eq", 0)):
        done = subprocess.run([dpkg, "--compare-versions", left, operator, right], capture_output=True)
        if done.returncode == 0:
            # dpkg says of what it cannot parse that it is so, and complains.
            return None if b"error:" in done.stderr else sign
        if done.returncode > 1:
            return None
    return 1


def rpm(pairs: Pairs, directory: Path) -> Signs:
    program = _program("rpm", "rpm")
    listed = directory / "pairs"
    listed.write_text("".join(f"{left}\t{right}\n" for left, right in pairs))
    loop = (
        f'for line in io.lines("{listed}") do local a, b = line:match("([^\\t]*)\\t(.*)") '
        'print(rpm.vercmp(a, b) .. "\\n") end'
    )
    done = subprocess.run([program, "--eval", f"%{{lua: {loop}}}"], capture_output=True, text=True, check=True)
    return [int(line) for line in done.stdout.split()]


def pacman(pairs: Pairs, _: Path) -> Signs:
    name = ctypes.util.find_library("alpm")
    if not name:
        raise AbsentError("there is no libalpm; on Debian: apt-get install pacman-package-manager")
    compare = ctypes.CDLL(name).alpm_pkg_vercmp
    compare.argtypes = (ctypes.c_char_p, ctypes.c_char_p)
    return [_sign(compare(left.encode(), right.encode())) for left, right in pairs]


def pep440(pairs: Pairs, _: Path) -> Signs:
    @cache
    def version(text: str) -> Version | None:
        try:
            return Version(text)
        except InvalidVersion:
            return None

    def compare(left: Version | None, right: Version | None) -> int | None:
        return None if left is None or right is None else (left > right) - (left < right)

    return [compare(version(left), version(right)) for left, right in pairs]


_NODE = """
const semver = require(process.argv[1]);
for (const line of require("fs").readFileSync(0, "utf8").split("\\n").slice(0, -1)) {
  const [left, right] = line.split("\\t");
  try { console.log(semver.compare(left, right, true)); } catch { console.log("-"); }
}
"""


def semver(pairs: Pairs, _: Path) -> Signs:
    node = _program("node", "nodejs npm")
    npm = Path(_program("npm", "npm")).resolve()
    found = [parent / "node_modules" / "semver" for parent in npm.parents]
    found += [Path("/usr/share/nodejs/semver")]
    module = next((path for path in found if path.is_dir()), None)
    if module is None:
        raise AbsentError("npm is here without its semver module")
    return _answers([node, "-e", _NODE, str(module)], pairs)


_RUBY = """
STDIN.each_line(chomp: true) do |line|
  left, right = line.split("\\t")
  valid = [left, right].all? { |text| Gem::Version.correct?(text) }
  puts valid ? Gem::Version.new(left) <=> Gem::Version.new(right) : "-"
end
"""


def gem(pairs: Pairs, _: Path) -> Signs:
    return _answers([_program("ruby", "ruby"), "-e", _RUBY], pairs)


_PHP = """
require '/usr/share/php/Composer/Semver/autoload.php';
$parser = new Composer\\Semver\\VersionParser();
while (($line = fgets(STDIN)) !== false) {
    [$left, $right] = explode("\\t", rtrim($line, "\\n"));
    try {
        [$left, $right] = [$parser->normalize($left), $parser->normalize($right)];
        $same = Composer\\Semver\\Comparator::equalTo($left, $right);
        $less = Composer\\Semver\\Comparator::lessThan($left, $right);
        echo $same ? 0 : ($less ? -1 : 1), "\\n";
    } catch (UnexpectedValueException $error) {
        echo "-\\n";
    }
}
"""


def composer(pairs: Pairs, _: Path) -> Signs:
    php = _program("php", "php-cli composer")
    if not Path("/usr/share/php/Composer/Semver/autoload.php").exists():
        raise AbsentError("there is no Composer\\Semver; on Debian: apt-get install composer")
    return _answers([php, "-r", _PHP], pairs)


_JAVA = """
import java.util.Scanner;
import org.apache.maven.artifact.versioning.ComparableVersion;

public class Compare {
    public static void main(String[] arguments) {
        Scanner lines = new Scanner(System.in, "UTF-8");
        while (lines.hasNextLine()) {
            String[] pair = lines.nextLine().split("\\t");
            int sign = new ComparableVersion(pair[0]).compareTo(new ComparableVersion(pair[1]));
            System.out.println(Integer.signum(sign));
        }
    }
}
"""


def maven(pairs: Pairs, directory: Path) -> Signs:
    java = _program("java", "default-jdk-headless")
    jars = sorted(Path.home().glob(".m2/repository/org/apache/maven/maven-artifact/3.9.*/maven-artifact-3.9.*.jar"))
    if not jars:
        raise AbsentError("there is no maven-artifact 3.9 in ~/.m2; a build that depends on it puts it there")
    source = directory / "Compare.java"
    source.write_text(_JAVA)
    return _answers([java, "-cp", str(jars[-1]), str(source)], pairs)


_GO = """
package main

import ("bufio"; "fmt"; "os"; "strings"; "compare/semver")

func main() {
	lines := bufio.NewScanner(os.Stdin)
	for lines.Scan() {
		pair := strings.Split(lines.Text(), "\\t")
		left, right := "v" + strings.TrimPrefix(pair[0], "v"), "v" + strings.TrimPrefix(pair[1], "v")
		if semver.IsValid(left) && semver.IsValid(right) {
			fmt.Println(semver.Compare(left, right))
		} else {
			fmt.Println("-")
		}
	}
}
"""


def golang(pairs: Pairs, directory: Path) -> Signs:
    go = _program("go", "golang-go")
    root = subprocess.run([go, "env", "GOROOT"], capture_output=True, text=True, check=True).stdout.strip()
    source = Path(root, "src/cmd/vendor/golang.org/x/mod/semver/semver.go")
    if not source.exists():
        raise AbsentError("this Go is here without its sources; on Debian: apt-get install golang-src")
    (directory / "semver").mkdir()
    (directory / "semver" / "semver.go").write_text(source.read_text())
    (directory / "go.mod").write_text("module compare\n")
    (directory / "main.go").write_text(_GO)
    subprocess.run([go, "build", "-o", "compare", "."], cwd=directory, check=True)
    return _answers([str(directory / "compare")], pairs)


def _sign(number: int) -> int:
    return (number > 0) - (number < 0)


ORACLES: dict[str, Callable[[Pairs, Path], Signs]] = {
    "composer": composer,
    "deb": deb,
    "gem": gem,
    "golang": golang,
    "maven": maven,
    "pacman": pacman,
    "pep440": pep440,
    "rpm": rpm,
    "semver": semver,
}
