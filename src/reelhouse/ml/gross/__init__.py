"""What it will take at the box office, and what another million of budget buys."""
