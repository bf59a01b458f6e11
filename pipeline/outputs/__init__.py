"""What a run leaves behind: tables as files, the dataset card."""
