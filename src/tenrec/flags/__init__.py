"""Feature flags: rules read once, evaluated without Django; who keeps them and what is overridden."""
