"""A believable web shop with its visitors, made from a seed: the same seed, the same events."""
