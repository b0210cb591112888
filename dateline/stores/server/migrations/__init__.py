"""The numbered files that make the tables on a server and change them later; a file that was published is never changed."""
