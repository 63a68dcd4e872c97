"""Feature flags: rules read once and evaluated without Django; what of them is kept."""
