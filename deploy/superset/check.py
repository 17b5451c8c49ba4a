"""Import the bundle into a real Superset and ask it for the data of every chart.

Run by `make test-superset` with the Python that has Superset: `check.py BUNDLE.zip`. It prints
JSON, a line for each chart: its name, how many rows Superset gave, and the first of them.
Superset's own tables are in a database of SQLite that is thrown away; they are made as their models
say, without the years of migrations that lead there.
"""

from __future__ import annotations

import io
import json
import os
import sys
import tempfile
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any

USER, PASSWORD = "reader", "only-for-this-run"


def main(bundle: Path) -> None:
    """Import a bundle and print what its charts show.

    Args:
        bundle: the zip that `bundle.py --zip` wrote.
    """
    with tempfile.TemporaryDirectory(prefix="reelhouse-superset-") as folder:
        config = Path(folder) / "superset_config.py"
        config.write_text(
            f"SQLALCHEMY_DATABASE_URI = 'sqlite:///{folder}/superset.db'\n"
            f"SECRET_KEY = '{os.urandom(32).hex()}'\n"
            "WTF_CSRF_ENABLED = False\nTALISMAN_ENABLED = False\n"
        )
        os.environ["SUPERSET_CONFIG_PATH"] = str(config)
        os.environ["SUPERSET_HOME"] = folder
        with redirect_stdout(sys.stderr):  # it says there which settings it found
            from superset.app import create_app

            app = create_app()
            with app.app_context():
                _prepare()
        client = app.test_client()
        login = {"username": USER, "password": PASSWORD, "provider": "db"}
        token = _json(client.post("/api/v1/security/login", json=login))["access_token"]
        headers = {"Authorization": f"Bearer {token}"}
        packed = (io.BytesIO(bundle.read_bytes()), bundle.name)
        imported = client.post(
            "/api/v1/dashboard/import/",
            data={"formData": packed, "overwrite": "true"},
            headers=headers,
        )
        assert _json(imported) == {"message": "OK"}, imported.text
        charts = _json(client.get("/api/v1/dashboard/reelhouse/charts", headers=headers))
        for chart in charts["result"]:
            answer = _json(client.get(f"/api/v1/chart/{chart['id']}/data/", headers=headers))
            [result] = answer["result"]
            shown = {
                "chart": chart["slice_name"],
                "rows": result["rowcount"],
                "columns": result["colnames"],
                "data": result["data"][:3],
                "error": result.get("error"),
            }
            print(json.dumps(shown, default=str), flush=True)


def _prepare() -> None:
    """Superset's own tables, permissions and one user."""
    from superset import appbuilder, db, security_manager
    from superset.connectors.sqla.models import SqlaTable

    SqlaTable.metadata.create_all(db.engine)
    appbuilder.add_permissions(update_perms=True)
    security_manager.sync_role_definitions()
    admin = security_manager.find_role("Admin")
    assert security_manager.add_user(USER, "A", "Reader", "reader@localhost", admin, PASSWORD)


def _json(answer: Any) -> dict[str, Any]:
    assert answer.status_code == 200, f"{answer.status_code} {answer.text[:2000]}"
    content: dict[str, Any] = answer.get_json()
    return content


if __name__ == "__main__":
    main(Path(sys.argv[1]))
