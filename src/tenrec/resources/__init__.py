"""Control plane: one folder, one REST noun."""
