"""What lecture 05 plays with: signals by layer, the loss bowl, batchnorm, and which axes."""
