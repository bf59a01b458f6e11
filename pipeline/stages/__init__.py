"""The way of the data: read, clean, annotate, detect, attribute, resolve, tabulate."""
