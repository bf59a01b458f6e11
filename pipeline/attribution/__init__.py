"""What attributing is made of: phrases that name a speaker, split into their parts."""
