"""What every page tells a browser: nothing from elsewhere, nothing handed on."""

import re

SAME = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
LOOSE = re.compile(r"unsafe|\*|https?:|blob:")


def check(page):
    where = f"{page.request['PATH_INFO']} ({page.status_code})"
    for name, said in SAME.items():
        assert page[name] == said, f"{where}: {name}"
    assert "camera=()" in page["Permissions-Policy"] and "geolocation=()" in page["Permissions-Policy"], where
    policy = page["Content-Security-Policy"]
    assert not LOOSE.search(policy), f"{where}: {policy}"
    for needed in ("default-src 'none'", "base-uri 'none'", "frame-ancestors 'none'", "form-action 'self'"):
        assert needed in policy, f"{where}: {needed}"
    return policy
