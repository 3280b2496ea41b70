"""Sessions on hosts: options, inventory, the client of a pool, remote jobs, fleets."""
