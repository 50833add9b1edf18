"""The small interactives of lecture 04: averages, schedules, noise, Newton's jump."""
