"""Who may open which page: one line for every address of the portal. A page without a line fails the suite.

Staff pages name the roles that may act there; every other role meets 403, a stranger to the organisation 404,
and whoever is not logged in the log-in page.
"""

from django.urls import URLPattern, URLResolver, get_resolver

VIEWER, OFFICE, HEAD, APPROVER, TRUST = "viewer", "office", "head", "approver", "trust"
EVERYBODY = {VIEWER, OFFICE, HEAD, APPROVER, TRUST}
OFFICE_AND_HEADS = {OFFICE, HEAD, TRUST}
HEADS = {HEAD, TRUST}
APPROVERS = {APPROVER, *HEADS}

STAFF = {
    "declarations:board": EVERYBODY,
    "declarations:board_csv": OFFICE_AND_HEADS,
    "declarations:remind": OFFICE_AND_HEADS,
    "declarations:schools": EVERYBODY,
    "declarations:schools_csv": EVERYBODY,
    "declarations:to_do": OFFICE_AND_HEADS,
    "declarations:settle": OFFICE_AND_HEADS,
    "declarations:unmatched": OFFICE_AND_HEADS,
    "declarations:poster": OFFICE_AND_HEADS,
    "declarations:match": OFFICE_AND_HEADS,
    "declarations:refuse": OFFICE_AND_HEADS,
    "declarations:adult": OFFICE_AND_HEADS,
    "declarations:remind_again": OFFICE_AND_HEADS,
    "declarations:record": OFFICE_AND_HEADS,
    "declarations:everything": HEADS,
    "declarations:signed_copy": OFFICE_AND_HEADS,
    "declarations:paper": OFFICE_AND_HEADS,
    "declarations:keep_paper": OFFICE_AND_HEADS,
    "declarations:messages": OFFICE_AND_HEADS,
    "declarations:message": OFFICE_AND_HEADS,
    "declarations:stuck": OFFICE_AND_HEADS,
    "declarations:print_letters": OFFICE_AND_HEADS,
    "declarations:letters_posted": OFFICE_AND_HEADS,
    "declarations:send_again": OFFICE_AND_HEADS,
    "declarations:open_link": OFFICE_AND_HEADS,
    "declarations:signed_copies": OFFICE_AND_HEADS,
    "declarations:copies_again": OFFICE_AND_HEADS,
    "declarations:register": OFFICE_AND_HEADS,
    "declarations:forms": OFFICE_AND_HEADS,
    "declarations:publish": HEADS,
    "declarations:campaign": HEADS,
    "declarations:reminder_plan": HEADS,
    "declarations:preview": APPROVERS,
    "declarations:asked": HEADS,
    "declarations:withdraw": HEADS,
    "settings:details": HEADS,
    "post:times": HEADS,
    "post:close": HEADS,
    "post:reopen": HEADS,
    "post:ways": HEADS,
    "post:callback_token": HEADS,
    "post:wording": HEADS,
    "post:portals_words": HEADS,
    "settings:staff": HEADS,
    "settings:invite": HEADS,
    "settings:member": HEADS,
    "settings:invite_again": HEADS,
    "settings:leave": HEADS,
    "roll:adults": OFFICE_AND_HEADS,
    "roll:children": OFFICE_AND_HEADS,
    "roll:add_child": OFFICE_AND_HEADS,
    "roll:child": OFFICE_AND_HEADS,
    "roll:correct_child": OFFICE_AND_HEADS,
    "roll:add_adult": OFFICE_AND_HEADS,
    "roll:adult": OFFICE_AND_HEADS,
    "roll:correct_adult": OFFICE_AND_HEADS,
    "roll:contact_rule": OFFICE_AND_HEADS,
    "roll:merge": OFFICE_AND_HEADS,
    "roll:contact": OFFICE_AND_HEADS,
    "roll:end_contact": OFFICE_AND_HEADS,
    "roll:imports": OFFICE_AND_HEADS,
    "roll:new_import": OFFICE_AND_HEADS,
    "roll:template": OFFICE_AND_HEADS,
    "roll:import": OFFICE_AND_HEADS,
    "roll:columns": OFFICE_AND_HEADS,
    "roll:apply": OFFICE_AND_HEADS,
    "roll:undo": OFFICE_AND_HEADS,
    "roll:forget": OFFICE_AND_HEADS,
    "policies:index": EVERYBODY,
    "policies:calendar": EVERYBODY,
    "policies:new": HEADS,
    "policies:upload": HEADS,
    "policies:upload_next": HEADS,
    "policies:uploaded": HEADS,
    "policies:reviewed": HEADS,
    "policies:policy": EVERYBODY,
    "policies:edit": HEADS,
    "policies:autosave": HEADS,
    "policies:preflight": APPROVERS,
    "policies:slots": HEADS,
    "policies:submit": HEADS,
    "policies:review": APPROVERS,
    "policies:take_back": HEADS,
    "policies:adopt": HEADS,
    "policies:catch_up": HEADS,
    "policies:start_version": HEADS,
    "policies:version": EVERYBODY,
    "policies:changes": EVERYBODY,
    "policies:version_pdf": EVERYBODY,
}

# Open to whoever is logged in, at any organisation or at none.
LOGGED_IN = {
    "organisations:home",
    "account_reauthenticate",
    "mfa_index",
    "mfa_reauthenticate",
    "mfa_activate_totp",
    "mfa_deactivate_totp",
    "mfa_view_recovery_codes",
    "mfa_generate_recovery_codes",
    "mfa_download_recovery_codes",
    "mfa_list_webauthn",
    "mfa_add_webauthn",
    "mfa_reauthenticate_webauthn",
    "mfa_remove_webauthn",
    "mfa_edit_webauthn",
}

# Open to the public: parents' pages ask for a token of their own; the log-in asks for nothing it should not.
PUBLIC = {
    "parents:waiting",
    "parents:details",
    "parents:new_link",
    "parents:peace",
    "parents:sign",
    "parents:receipt",
    "parents:receipt_pdf",
    "parents:withdraw",
    "carriers:notify",
    "check:check",
    "join:join",
    "join:confirm",
    "check:code",
    "public:index",
    "public:version",
    "public:print",
    "organisations:theme",
    "organisations:privacy",
    "organisations:accessibility",
    "account_login",
    "openid_connect_login",
    "openid_connect_callback",
    "mfa_authenticate",
    "mfa_login_webauthn",
    "account_logout",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key",
    "account_reset_password_from_key_done",
    "healthz",
    "metrics",
}


def addresses(resolver=None, space=""):
    """Every (name, pattern) of the URL configuration, names with their space."""
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            inner = f"{space}{entry.namespace}:" if entry.namespace else space
            yield from addresses(entry, inner)
        elif isinstance(entry, URLPattern):
            yield f"{space}{entry.name or entry.pattern}", entry
