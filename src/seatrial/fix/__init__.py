"""Byte-exact edits of what was scanned: one module a language says how a value is written, none says which."""
