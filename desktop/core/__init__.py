"""Values and pure functions: the floor that everything else stands on. No I/O, no clock, no Qt."""
