"""What is written and shown: a run's tables and their card, a page of errors, terminal lines."""
