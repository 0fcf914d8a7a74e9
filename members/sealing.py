"""Words that only the site itself may read back: codes, resets, security notices at rest."""

from base64 import urlsafe_b64encode

from cryptography.fernet import Fernet, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings


def seal(content):
    """The bytes, encrypted with a key drawn from the site's secret."""
    return keys().encrypt(content)


def unseal(sealed):
    """The bytes again. Raises cryptography.fernet.InvalidToken when no secret fits."""
    return keys().decrypt(bytes(sealed))


def keys():
    """One key for each secret, today's first, so that what waits survives a change of secret."""
    return MultiFernet(
        [Fernet(key_of(secret)) for secret in [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]]
    )


def key_of(secret):
    """A Fernet key that is of no use for anything else signed with the same secret."""
    drawn = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"members.sealing")
    return urlsafe_b64encode(drawn.derive(secret.encode()))
