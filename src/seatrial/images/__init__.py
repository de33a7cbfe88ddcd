"""Container images: where they are had from, their layers, and the files that come of those.

    opening.open_image("debian:12", options)     by a registry, an OCI layout, an archive, an engine, an unpacked root
    image.packages()                             what is installed, and what could not be read
    image.read(takers)                           one pass for several takers: see `taker`

Layers are streamed and never unpacked; every content is held against its digest before anything of it is used.
"""
