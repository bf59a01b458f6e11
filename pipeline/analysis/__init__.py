"""What the notebooks, and your own, reckon with: shares of speech, and drawn rows to check."""
