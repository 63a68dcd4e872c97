"""One file, one kind of question: build and shape."""
