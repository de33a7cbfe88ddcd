"""The verbs: normalise raw blocks into resources, evaluate checks on them.  Pure: no file, no clock, no socket."""
