"""How everything looks: tokens, lengths, icons."""
