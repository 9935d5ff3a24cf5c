"""Whether the endpoint of an https destination can be connected to, and shows a valid certificate."""

import asyncio
import ssl
from collections.abc import Sequence


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
            why = f"{address} does not take a connection to port {port} within {patience:g} s"
        except ssl.SSLCertVerificationError as error:
            why = f"the certificate of {address} is not valid: {error.verify_message}"
        except ssl.SSLError as error:
            why = f"{address} does not speak TLS at port {port}: {_words(error)}"
        except (OSError, UnicodeError) as error:
            why = f"{address} takes no connection to port {port}: {_words(error)}"
        else:
            writer.transport.abort()
            return None
    return why


def _words(error: Exception) -> str:
    if isinstance(error, ssl.SSLError) and error.reason:
        return error.reason.lower().replace("_", " ")
    return (isinstance(error, OSError) and error.strerror) or str(error) or type(error).__name__
