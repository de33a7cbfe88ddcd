"""Readers: a text becomes a tree of values with positions.  Pure: they get text and open no file."""
