"""Seatrial: one security test for infrastructure, from the editor to production."""

__version__ = "0.1.0"
