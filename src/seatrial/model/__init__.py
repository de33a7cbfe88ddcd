"""The nouns.  They hold data and say nothing about where it came from or where it goes."""
