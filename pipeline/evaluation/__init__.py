"""How right a run is, against annotated articles or beside another run."""
