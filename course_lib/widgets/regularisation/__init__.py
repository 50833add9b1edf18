"""What lecture 06 plays with, and what each regulariser buys on digits with few labels."""
