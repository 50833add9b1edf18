"""What lecture 03 plays with: a graph to step through, activations, gradients by depth."""
