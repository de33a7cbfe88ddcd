"""What a document says is read back: everything, by whichever format."""

from types import ModuleType

import pytest
from hypothesis import given

from seatrial.sbom import cyclonedx, spdx
from seatrial.sbom.bill import Bill
from seatrial.sbom.read import parse_bill
from tests.sbom.bills import bills


@pytest.mark.parametrize("format_", [cyclonedx, spdx])
@given(bill=bills)
def test_nothing_is_lost(format_: ModuleType, bill: Bill) -> None:
    read = parse_bill(format_.write(bill, None).encode())

    assert read == bill
