"""Asking DNS: the only part of the tool that opens a socket.

Nothing that `check` runs may import it. dnspython is imported here and nowhere else.
"""
