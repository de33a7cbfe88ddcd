"""Revisions: a scan held against an earlier state of the same sources, in git's objects or in a report of ours."""
