"""What the web app must know before anybody logs in."""
