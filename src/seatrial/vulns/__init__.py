"""The advisory database: built from public feeds, one SQLite file an ecosystem, and asked without a network."""
