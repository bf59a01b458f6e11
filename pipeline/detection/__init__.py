"""What detecting is made of: quotation marks, attribution words, what they report."""
