"""What the recorded data says: `docs/real-data.md` is made from these modules."""
