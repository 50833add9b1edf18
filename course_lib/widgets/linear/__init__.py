"""What lecture 02 plays with: lines between classes, two losses, refits."""
