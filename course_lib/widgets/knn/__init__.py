"""The kNN boundary: points to move, and who votes where."""
