"""Small parts that know nothing of surveys, and that everything else may use."""
