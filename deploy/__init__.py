"""What runs beside the package, on other machines and in other programs."""
