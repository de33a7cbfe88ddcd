"""Container images: where they are had from, their layers, and the files that come of those.

    open_image("debian:12", options)             by a registry, an OCI layout, an archive, a daemon
    image.filesystem(wanted)                     the wanted files after all layers, and what could not be read

Layers are streamed and never unpacked; every content is held against its digest before anything of it is used.
"""
