"""Interactives of transfer learning: what borrowed weights buy, measured."""
