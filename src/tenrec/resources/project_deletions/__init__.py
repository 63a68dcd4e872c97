"""Whether the data of deleted projects is gone."""
