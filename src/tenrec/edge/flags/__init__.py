"""Feature flags over HTTP: what was asked, which flags are meant, what is answered."""
