"""What AWS's blocks mean together, whichever source says them: networks, load balancers, callers, IAM policies.

Connectors bring the words of their source; the meaning is the same, and stands here once.
"""
