"""The instructor's side: run untrusted notebooks in a sandbox and judge them outside it."""
