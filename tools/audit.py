"""`make audit`: known vulnerabilities of the locked dependencies, by pip-audit.

Accepted findings are listed with their reason in docs/security.md and passed on as exceptions from there.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
UV = shutil.which("uv") or str(ROOT / ".uv/bin/uv")
EXCEPTION = re.compile(r"^\| `((?:CVE|GHSA|PYSEC)-[A-Za-z0-9-]+)` \|", re.MULTILINE)


def main() -> int:
    """0: nothing known; 1: findings; 3: the vulnerability service could not be asked."""
    ignored = EXCEPTION.findall((ROOT / "docs/security.md").read_text(encoding="utf-8"))
    with tempfile.TemporaryDirectory() as folder:
        locked = Path(folder) / "requirements.txt"
        export = [UV, "export", "--frozen", "--all-extras", "--no-emit-project", "--no-hashes", "-q"]
        subprocess.run([*export, "-o", str(locked)], cwd=ROOT, check=True)
        audit = [UV, "tool", "run", "pip-audit", "-r", str(locked)]
        audit += ["--no-deps", "--disable-pip", "-f", "json"]
        for name in ignored:
            audit += ["--ignore-vuln", name]
        done = subprocess.run(audit, capture_output=True, text=True, check=False)
    try:
        packages = json.loads(done.stdout)["dependencies"]
    except (ValueError, KeyError):
        print(f"pip-audit gave no report:\n{done.stderr[-2000:]}", file=sys.stderr)
        return 3
    asked = [package for package in packages if "skip_reason" not in package]
    if not asked:
        print("The vulnerability service knows none of the packages: it cannot be reached from here.")
        return 3
    found = [(package, finding) for package in asked for finding in package["vulns"]]
    for package, finding in found:
        fixed = ", ".join(finding["fix_versions"]) or "no fixed version"
        print(f"{package['name']} {package['version']}: {finding['id']} ({fixed})")
    print(f"{len(asked)} packages asked, {len(found)} findings, {len(ignored)} accepted exceptions")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
