"""HTTP for registries, over the standard library: who is asked, how often, for how long, and with whose credentials."""
