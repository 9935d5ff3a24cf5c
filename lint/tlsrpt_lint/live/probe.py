"""Whether the endpoint of an https destination can be connected to, and shows a valid certificate."""

import asyncio
import ssl
from collections.abc import Sequence

from tlsrpt_lint.live.failures import words


async def fault(host: str, port: int, addresses: Sequence[str], patience: float) -> str | None:
    """Why no TLS connection to `host` comes about within `patience` seconds; None if one does.

    The addresses are tried in order, as clients do. Nothing is sent but the handshake.
    """
    context = ssl.create_default_context()
    why = None
    for address in addresses:
        try:
            async with asyncio.timeout(patience):
                _, writer = await asyncio.open_connection(
                    address, port, ssl=context, server_hostname=host
                )
        except TimeoutError:
            why = f"{address} takes no TLS connection to port {port} within {patience:g} s"
        except (OSError, UnicodeError) as error:
            why = f"{address} takes no TLS connection to port {port}: {words(error)}"
        else:
            writer.transport.abort()
            return None
    return why
