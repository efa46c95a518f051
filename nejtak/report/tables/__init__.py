"""From counted answers to the tables of a report."""
