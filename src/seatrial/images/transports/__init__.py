"""Where images come from, by the names that skopeo and podman use for it.  One module a transport."""
