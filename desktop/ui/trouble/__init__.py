"""What is shown when something is wrong: the history, the last run, a report."""
