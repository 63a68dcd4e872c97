"""Color themes: the palette in which charts are drawn."""
