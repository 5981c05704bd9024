"""What is listed as arrays: in memory for a small list, mapped from a file for a large one, and read alike."""
