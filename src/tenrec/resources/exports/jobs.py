"""Makes the files in the background, with the rights that who asked has then; clears old ones."""

import tempfile
from datetime import timedelta
from typing import IO

import zstandard
from django.utils.timezone import now

from tenrec.accounts.models import PersonalAPIKey
from tenrec.core.errors import Forbidden, TenrecError, Unavailable
from tenrec.jobs import Interrupted, is_last_attempt, job, keep_going
from tenrec.resources.exports import formats, source
from tenrec.resources.exports.acting import Asker
from tenrec.resources.exports.models import Chunk, Export

_CHUNK_BYTES = 1_000_000
_BROKEN = "The file could not be made: a server error occurred."
# No file takes that long; its job was given up.
_PATIENCE = timedelta(days=1)


@job(max_attempts=3, backoff=timedelta(seconds=10), priority=-10)
def make_export(export_id: int) -> None:
    """Ends with a file, or with the reason why there is none."""
    export = Export.objects.filter(pk=export_id, finished_at=None, exception=None).first()
    if export is None:
        return
    try:
        with tempfile.TemporaryFile(prefix="tenrec-export-") as file:
            context = export.export_context or {}
            rows = source.rows(_asker(export), context, export.insight_id)
            formats.write(export.export_format, rows, context.get("columns"), file)
            _keep(export, file)
    except Interrupted:
        raise
    except Exception as error:  # told to who waits for the file
        is_refusal = isinstance(error, TenrecError) and not isinstance(error, Unavailable)
        if is_refusal or is_last_attempt():
            _give_up(export, error.detail if isinstance(error, TenrecError) else _BROKEN)
        if not is_refusal:  # a refusal is the asker's business, a failure the operator's
            raise


@job(every=timedelta(hours=1), max_attempts=3)
def clear_exports() -> None:
    """Expired files go; what will never be finished says so."""
    Export.objects.filter(expires_after__lt=now()).delete()
    lost = Export.objects.filter(finished_at=None, exception=None)
    lost.filter(created_at__lt=now() - _PATIENCE).update(exception=_BROKEN)


def _asker(export: Export) -> Asker:
    """Read anew: what was allowed when the file was asked for may not be now."""
    key = None
    if export.key_id is not None:
        key = PersonalAPIKey.objects.filter(pk=export.key_id, user=export.created_by).first()
        if key is None:
            raise Forbidden("The personal API key that asked for the file is gone.")
    if not export.created_by.is_active:
        raise Forbidden("The account that asked for the file is no longer active.")
    return Asker(export.created_by, key, export.project)


def _keep(export: Export, file: IO[bytes]) -> None:
    """Chunk by chunk, each its own transaction: a large file must not hold the database."""
    export.chunks.all().delete()  # of an attempt that was cut off
    export.size = file.tell()
    file.seek(0)
    compress = zstandard.ZstdCompressor().compress
    number = 0
    while piece := file.read(_CHUNK_BYTES):
        keep_going()
        Chunk.objects.create(export=export, number=number, data=compress(piece))
        number += 1
    export.finished_at = now()
    export.save(update_fields=["finished_at", "size"])


def _give_up(export: Export, why: str) -> None:
    export.chunks.all().delete()
    export.exception = why[:2000]
    export.save(update_fields=["exception"])
