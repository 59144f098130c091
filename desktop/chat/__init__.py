"""The work: tasks with owners, turns and their pace. It knows values and small protocols, no network and no disk."""
