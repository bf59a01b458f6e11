"""What resolving is made of: who is meant, what they are, and how sure that is."""
