"""Stands in for the importer, which is not part of the example."""

import sys

sys.exit("nothing to import")
