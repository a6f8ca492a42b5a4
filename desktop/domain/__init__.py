"""What the records are and what is true of them; opens nothing, reads no clock."""
