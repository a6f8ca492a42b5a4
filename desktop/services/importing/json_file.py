"""JSON documents that exports wrote."""

import json
from pathlib import Path
from typing import Any

from desktop.domain.errors import EnvironmentRefused, UserError

_MOST_BYTES = 2**30


def read_json(path: Path) -> dict[str, Any]:
    """A JSON document of an export, of whatever kind. Raises UserError where it is none, EnvironmentRefused."""
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise UserError(f"Tệp «{path.name}» quá lớn; hãy xuất lại ít người hơn.")
        content = json.loads(path.read_text("utf-8-sig"))
    except OSError as error:
        raise EnvironmentRefused(f"Không đọc được «{path}»; hãy kiểm tra lại tên và thư mục.") from error
    except (ValueError, RecursionError) as error:
        raise UserError(f"Tệp «{path.name}» không phải JSON nguyên vẹn; hãy xuất lại từ CanBo.") from error
    if not isinstance(content, dict) or not isinstance(content.get("kind"), str) or "records" not in content:
        raise UserError(f"Tệp «{path.name}» không phải tệp do CanBo xuất ra.")
    return content
