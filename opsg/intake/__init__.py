"""What comes in: papers, extracts, and the steps of a monthly round."""
