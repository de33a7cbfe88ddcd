"""The extensions: one line a case, the expression and what it gives."""

import pytest

from seatrial import cel
from seatrial.cel import NONE, CelError, EvaluationError, Optional, Uint
from seatrial.model.value import Value
from tests.cel.function_table import PAGE, page
from tests.cel.things import evaluate


def value_of(text: str) -> Value:
    """The value, the fast and the strict form being one in it."""
    program = cel.compile(text, variables={})
    value = program()
    assert program.trace().value == value
    return value


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # Lists
        ("[1, 2, 3, 4].slice(1, 3)", [2, 3]),
        ("[[1, [2]], [3]].flatten()", [1, [2], 3]),
        ("[1, [2, [3, [4]]]].flatten(2)", [1, 2, 3, [4]]),
        ("[3, 1, 2].sort()", [1, 2, 3]),
        ("['b', 'c', 'a'].sort()", ["a", "b", "c"]),
        ("[{'n': 2}, {'n': 1}].sortBy(e, e.n).map(e, e.n)", [1, 2]),
        ("[1, 1.0, 1u, true, 'a', 'a', [1], [1.0]].distinct()", [1, True, "a", [1]]),
        ("lists.range(3)", [0, 1, 2]),
        ("[1, 2].reverse()", [2, 1]),
        ("[1, 2].first()", Optional(1)),
        ("[].last()", NONE),
        ("[1, 2, 2].isSorted()", True),
        ("[2, 1].isSorted()", False),
        ("[1, 2, 3].sum()", 6),
        ("[1.5, 2.5].sum()", 4.0),
        ("[].sum()", 0),
        ("['b', 'a'].min()", "a"),
        ("[1, 3, 2].max()", 3),
        ("[1, 2, 1].indexOf(1)", 0),
        ("[1, 2, 1].lastIndexOf(1)", 2),
        ("[1].indexOf(9)", -1),
        # Sets
        ("sets.contains([1, 2, 3], [2, 3.0])", True),
        ("sets.contains([1], [2])", False),
        ("sets.equivalent([1, 1, 2], [2u, 1])", True),
        ("sets.intersects([1, 2], [2, 9])", True),
        ("sets.intersects([], [1])", False),
        # Numbers
        ("math.greatest(1, 5, 3)", 5),
        ("math.least([2, 1])", 1),
        ("math.round(-2.5)", -3.0),
        ("math.sqrt(16)", 4.0),
        ("math.bitShiftRight(-1, 60)", 15),
        ("math.bitNot(0u)", Uint(2**64 - 1)),
        # Texts
        ("'a-b-c'.split('-', 2)", ["a", "b-c"]),
        ("'abc'.split('')", ["a", "b", "c"]),
        ("'abc'.split('', 2)", ["a", "bc"]),
        ("'%s is %d of %.2f and %x'.format(['a', 5, 2.0, 255])", "a is 5 of 2.00 and ff"),
        ("'%s'.format([1000000.0])", "1000000"),
        ("string(1000000.0)", "1e+06"),
        ("'héllo'.substring(1, 3)", "él"),
        ("strings.quote('a\"b')", '"a\\"b"'),
        # Regular expressions
        ("'abc 123 de 45'.find('[0-9]+')", "123"),
        ("'abc'.find('[0-9]+')", ""),
        ("'1 22 333'.findAll('[0-9]+')", ["1", "22", "333"]),
        ("'1 22 333'.findAll('[0-9]+', 2)", ["1", "22"]),
        ("regex.extract('user=ann;', 'user=([a-z]+)')", Optional("ann")),
        ("regex.extract('x', 'user=([a-z]+)')", NONE),
        ("regex.extractAll('a1 b2', '[a-z]([0-9])')", ["1", "2"]),
        (r"regex.replace('a-b', '([a-z])-([a-z])', r'\2-\1')", "b-a"),
        ("regex.replace('aaa', 'a', 'b', 2)", "bba"),
        ("re.extract('v1', '[0-9]')", Optional("1")),
        # Bytes
        ("base64.encode(b'hello')", "aGVsbG8="),
        ("base64.decode('aGVsbG8')", b"hello"),
        # Addresses
        ("cidr('10.0.0.0/8').containsIP('10.200.1.1')", True),
        ("cidr('10.0.0.0/8').containsCIDR('10.0.0.0/7')", False),
        ("cidr('::/0').containsIP(ip('::1'))", True),
        ("cidr('0.0.0.0/0').containsIP('::1')", False),
        ("string(cidr('10.1.2.3/8').masked())", "10.0.0.0/8"),
        ("cidr('10.0.0.0/8').prefixLength() >= 8", True),
        ("isCIDR('10.0.0.0/33')", False),
        ("isCIDR('10.0.0.0/08')", False),
        ("isIP('010.0.0.1')", False),
        ("ip('::ffff:127.0.0.1'.replace('127.0.0.1', '7f00:1')).isLoopback()", True),
        # Quantities
        ("quantity('1.5Gi').asInteger()", 1610612736),
        ("quantity('500m').isLessThan(quantity('1'))", True),
        ("quantity('1Ki').compareTo(quantity('1k'))", 1),
        ("quantity('100m').add(quantity('900m')).isInteger()", True),
        ("quantity('2').sub(3).sign()", -1),
        ("quantity('0.5').asApproximateFloat()", 0.5),
        ("quantity('1e3') == quantity('1k')", True),
        ("isQuantity('1GiB')", False),
        ("isQuantity('.')", False),
        # Versions
        ("semver('1.2.3').major()", 1),
        ("semver('1.10.0').isGreaterThan(semver('1.9.9'))", True),
        ("semver('1.0.0-rc.1').isLessThan(semver('1.0.0'))", True),
        ("semver('1.0.0-alpha.1').compareTo(semver('1.0.0-alpha.beta'))", -1),
        ("semver('1.0.0+a') == semver('1.0.0+b')", True),
        ("semver('v1.2', true).minor()", 2),
        ("isSemver('1.2')", False),
        ("isSemver('1.2.3-01')", False),
        # URLs
        ("url('https://user@example.com:8443/a/b?x=1&y=2&x=3').getHost()", "example.com:8443"),
        ("url('https://user@example.com:8443/a/b?x=1').getHostname()", "example.com"),
        ("url('https://example.com:8443/a').getPort()", "8443"),
        ("url('HTTPS://example.com/a').getScheme()", "https"),
        ("url('https://[::1]:80/').getHostname()", "::1"),
        ("url('https://example.com/a b'.replace(' ', '%20')).getEscapedPath()", "/a%20b"),
        ("url('https://example.com/?x=1&y=2&x=3').getQuery()", {"x": ["1", "3"], "y": ["2"]}),
        ("isURL('../x')", False),
        ("isURL('/absolute/path')", True),
        ("isURL('https://a b/')", False),
        # Optionals
        ("{'a': 1}.?a.optMap(x, x + 1).orValue(0)", 2),
        ("{}.?a.optMap(x, x + 1).orValue(0)", 0),
        ("[optional.of(1), optional.none()].unwrapOpt()", [1]),
        ("optional.ofNonZeroValue('').or(optional.of('x')).value()", "x"),
        # Maps
        ("{'a': 1, 'b': 2}.transformMap(k, v, v > 1, v * 2)", {"b": 4}),
        ("{'a': 1}.transformMapEntry(k, v, {string(v): k})", {"1": "a"}),
        ("{1: 'a', true: 'b'}[dyn(true)]", "b"),
        ("{1: 'a', true: 'b'}[1]", "a"),
    ],
)
def test_an_extension_gives_what_its_description_says(text: str, expected: Value) -> None:
    value = value_of(text)

    assert value == expected
    assert type(value) is type(expected)


@pytest.mark.parametrize(
    "text",
    [
        "[1, 2].slice(1, 3)",
        "[1, 'a'].sort()",
        "[[1]].sortBy(e, e)",
        "[].max()",
        "['a', 'b'].map(x, dyn(x)).sum()",
        "'%d'.format(['a'])",
        "'%s %s'.format([1])",
        "'abc'.charAt(4)",
        "quantity('1GiB')",
        "quantity('1.5').asInteger()",
        "semver('1.2')",
        "url('x')",
        "base64.decode('a b')",
        "optional.none().value()",
        "{'a': 1}.transformMapEntry(k, v, {'x': 1}).size() + {'a': 1, 'b': 2}.transformMapEntry(k, v, {'x': v}).size()",
        r"regex.replace('a', 'a', r'\1')",
        "regex.extract('ab', '(a)(b)')",
        "{dyn(1.5): 1}",
        "{'a': 1, 'a': 2}",
        "math.bitShiftLeft(1, -1)",
    ],
)
def test_what_a_function_cannot_do_is_an_error(text: str) -> None:
    program = cel.compile(text, variables={})

    with pytest.raises(EvaluationError):
        program()


def test_a_function_that_is_given_null_has_no_overload_for_it() -> None:
    for call in (
        "x.size()",
        "x.startsWith('a')",
        "size(x)",
        "string(x)",
        "x.lowerAscii()",
        "x.matches('a')",
        "x.split(',')",
    ):
        with pytest.raises(EvaluationError, match="no such overload"):
            evaluate(call, x=None)


def test_types_of_a_library_are_checked() -> None:
    with pytest.raises(CelError, match="no matching overload"):
        cel.compile("quantity('1').isLessThan(semver('1.0.0'))", variables={})


def test_the_published_page_of_functions_is_current() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "run python -m tests.cel.function_table"


def test_values_of_a_library_compare_within_lists() -> None:
    assert evaluate("[ip('10.0.0.1')] == [ip('10.0.0.1')] && cidr('10.0.0.0/8') in [cidr('10.0.0.0/8')]") is True
