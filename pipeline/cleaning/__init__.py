"""What cleaning is made of: the table of fixers, the furniture of pages, and the language check."""
