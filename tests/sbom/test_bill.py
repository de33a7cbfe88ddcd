"""Bills: one package that several files tell of, and one order."""

from random import Random

from hypothesis import given
from hypothesis import strategies as st

from seatrial.model.location import Location
from seatrial.model.package import Package
from seatrial.sbom.bill import Bill, Subject, reference_of, references
from tests.sbom.bills import bills, package, packages

HARBOUR = Subject(name="harbour")


def test_what_several_files_tell_of_is_one_package_with_all_places() -> None:
    one = package(locations=(Location("b.lock", 3),), licences=("MIT",), depends=("pkg:npm/z@1",), direct=False)
    other = package(locations=(Location("a.lock", 7),), licences=("ISC", "MIT"), depends=("pkg:npm/y@1",), direct=True)

    bill = Bill.of(HARBOUR, [one, other])

    [found] = bill.packages
    assert found.locations == (Location("a.lock", 7), Location("b.lock", 3))
    assert found.licences == ("ISC", "MIT")
    assert found.depends == ("pkg:npm/y@1", "pkg:npm/z@1")
    assert found.direct is True


def test_what_one_file_needs_to_run_is_no_development_dependency() -> None:
    bill = Bill.of(HARBOUR, [package(development=True), package(development=False)])

    assert [each.development for each in bill.packages] == [False]


def test_whether_something_is_direct_stays_unknown_where_no_file_says_it() -> None:
    assert [each.direct for each in Bill.of(HARBOUR, [package(), package()]).packages] == [None]
    assert [each.direct for each in Bill.of(HARBOUR, [package(), package(direct=False)]).packages] == [False]


def test_copies_in_two_layers_stay_two_with_a_reference_each() -> None:
    copies = [package(layer=f"sha256:{number}") for number in range(3)]

    bill = Bill.of(HARBOUR, copies)

    assert [*references(bill)] == ["pkg:npm/ballast@1.0", "pkg:npm/ballast@1.0#2", "pkg:npm/ballast@1.0#3"]


def test_what_is_not_known_is_counted() -> None:
    bill = Bill.of(HARBOUR, [package(), package("oars", ""), package("hull", "", "helm")])

    assert bill.unknown() == {"version": 2, "ecosystem": 1}


@given(bills)
def test_no_two_references_are_the_same(bill: Bill) -> None:
    given_ = [reference_of(bill.subject), *references(bill)]

    assert len({*given_}) == len(given_) == len(bill.packages) + 1


@given(st.lists(packages(), max_size=5), st.randoms())
def test_the_order_in_which_packages_were_found_does_not_matter(found: list[Package], random: Random) -> None:
    shuffled = [*found]
    random.shuffle(shuffled)

    assert Bill.of(HARBOUR, shuffled) == Bill.of(HARBOUR, found)


@given(bills)
def test_a_bill_of_a_bill_is_the_same(bill: Bill) -> None:
    assert Bill.of(bill.subject, bill.packages, bill.gaps) == bill
