"""Script blocks on threads of this process: thread jobs, ForEach-Object -Parallel."""
