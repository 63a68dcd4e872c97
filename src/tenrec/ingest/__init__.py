"""After the answer: from the journal through the steps to the store."""
