"""Bills of materials: a target's packages, as CycloneDX and SPDX write them, and read back.

    gather(target, options)      a folder with lock files, an image, an unpacked root, a document -> a `Bill`
    cyclonedx.write, spdx.write  a bill -> a document, the same bytes for the same bill
    parse_bill(content)          a document of either format -> a bill

Neither format has a field for everything that a `Package` knows.  What has none is a property (CycloneDX) or an
annotation (SPDX) whose name begins with ``seatrial:``, so that nothing is lost on the way through a document.
"""
