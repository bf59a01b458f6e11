"""What goes over articles: people joined, public figures, reprints, classes of roles."""
