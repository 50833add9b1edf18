"""What lecture 07 plays with: sliding windows, a kernel to edit, what a unit sees, maps."""
