"""Figures of the product, each beside a baseline of the same run and the bar it should pass."""
