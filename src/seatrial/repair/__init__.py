"""Fixes: planned from findings, proven in memory, shown as a patch, and written when somebody says so.

    findings -> plan -> drafts -> proof -> diff | files

It lies above `scan`, which it runs again on what it has changed in memory.
"""
