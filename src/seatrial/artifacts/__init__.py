"""Databases of advisories in registries: built once, signed, and taken from there by everybody."""
