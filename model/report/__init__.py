"""Results for people: figures and tables, in two languages."""
