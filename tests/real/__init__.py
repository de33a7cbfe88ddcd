"""Images that real programs have made, in real registries and engines, scanned from there."""
