"""How the weights in `pipeline/models` are made."""
