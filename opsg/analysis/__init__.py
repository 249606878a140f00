"""What the figures say: measures read up to a month, their statistics, and sentences for both."""
