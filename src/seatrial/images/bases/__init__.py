"""The base of an image, which other one could take its place, and what that would change.

find.find_bases(image, index, attestations)       the chain of bases, the nearest first
candidates.candidates(tag, tags)                  the tags that could be taken instead
comparison.compare(current, candidate)            what each of them fixes, leaves and brings
"""
