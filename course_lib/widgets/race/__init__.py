"""The optimiser race: what runs, what is drawn, what is said."""
