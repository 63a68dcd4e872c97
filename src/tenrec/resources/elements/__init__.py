"""Elements of pages that visitors clicked on."""
