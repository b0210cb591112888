"""The store on a PostgreSQL server, shared by many. `opening.connected` opens it, `dialect` is what PostgreSQL says in its own way."""
