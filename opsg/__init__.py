"""The OPSG Issues Log as a static site: thirteen rooms, listed in docs/how-it-is-built.md."""
