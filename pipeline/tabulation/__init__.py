"""What tabulating is made of: the columns, and all that follows from them."""
