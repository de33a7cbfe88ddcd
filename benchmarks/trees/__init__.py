"""One module a kind of tree.  Each has ``write(root, seed)`` and nothing else that is public."""
