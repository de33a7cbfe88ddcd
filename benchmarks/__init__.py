"""Trees of the size and shape of real repositories, and what it costs to scan them."""
