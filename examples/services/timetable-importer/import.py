"""Stands in for the importer, which is not part of the example."""

print("nothing to import")
