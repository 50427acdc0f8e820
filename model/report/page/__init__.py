"""The report of a results folder: one HTML page that carries all it needs, in both languages."""
