"""The base of an image, which other one could take its place, and what that would change.

    find.find_bases(image, index, attestations)       the chain of bases, the nearest first
    find.inherited_from(layer, image, bases)          the base that brought a layer
    chains.Chains(path).record(image, name)           remember an image that was scanned, for the others
    candidates.candidates(tag, tags)                  the tags that could be taken instead
    asking.confirm, asking.offers_for                 the same two, with what a registry knows
    comparison.compare(current, candidate)            what each of them fixes, leaves and brings

Only `asking` uses the network, and only `chains` the disk.
"""
