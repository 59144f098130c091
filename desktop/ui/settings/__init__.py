"""The settings: profiles, network, appearance, and their controllers."""
