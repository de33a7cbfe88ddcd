"""Where advisories come from: a module a feed, which turns its bytes into nouns and does no input or output."""
