"""Sessions: a runspace pool on the other side of a transport, and the jobs that run in one."""
