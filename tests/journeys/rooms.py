"""Which pages are looked at where, and which addresses show none."""

from tests.journeys.crawl import named_addresses

_ROOMS = ("cases:", "response:", "duty:", "manual:", "crisis_roles:", "case_lists:", "glass:")
# Looked at by the tests of their own room, with its own people.
_OF_SUPPORT = ("victims:", "support_services:", "support_figures:")
IN_SUPPORT = frozenset(name for name in named_addresses() if name.startswith(_OF_SUPPORT))
IN_THE_CRISIS = frozenset(name for name in named_addresses() if name.startswith(_ROOMS))
# Practices, packs and prevention; pages of playbooks are looked at with the crisis.
_PLANS = ("manual:playbook", "manual:version", "manual:draft", "manual:begin_draft")
OF_PRACTICES = frozenset(
    name
    for name in named_addresses()
    if name.startswith("manual:") and not name.startswith((*_PLANS, "manual:decide"))
)
# Reports need the Secretariat and other States, exercises a node of their environment.
ELSEWHERE = frozenset(n for n in named_addresses() if n.startswith(("reporting:", "exercises:")))
ACTION = "takes a form and shows no page"
AT_SECRETARIAT = "on the Secretariat's node: its own tests look at it"
NOT_PLAYED = "for what the story has not, or left behind: its own tests look at it"
FILE, PART, UPLOAD = "a file and no page", "a part of another page", "for the script of a page"
NO_CRISIS_PAGE = {
    "cases:separate_persons": ACTION,
    "cases:approve_sealed": ACTION,
    "cases:cover_charge": NOT_PLAYED,
    "cases:close_sealed": ACTION,
    "cases:evidence_file": FILE,
    "cases:export_file": FILE,
    "cases:export_progress": PART,
    "cases:upload_progress": PART,
    "cases:preview_picture": PART,
    "cases:begin_upload": UPLOAD,
    "cases:upload": UPLOAD,
    "cases:upload_part": UPLOAD,
    "glass:end": ACTION,
    "response:room_now": PART,
    "response:recording": FILE,
    "response:confirm_hand_over": ACTION,
    "response:withdraw_hand_over": ACTION,
    "response:tap_run_step": ACTION,
    "response:read_run_step": ACTION,
    "response:alert_submit": ACTION,
    "response:alert_approve": ACTION,
    "response:alert_publish": ACTION,
    "response:alert_withdraw": ACTION,
    "response:alert_follow": ACTION,
    "response:alert_send_again": ACTION,
    "response:alert_file": FILE,
    "duty:cancel_shift": ACTION,
    "duty:close_role": ACTION,
    "duty:acknowledge": ACTION,
    "duty:take_over": ACTION,
    "duty:remove_channel": ACTION,
    "manual:begin_draft": ACTION,
    "manual:decide": ACTION,
    "manual:draft_move": ACTION,
}
NO_MANUAL_PAGE = {
    "manual:whole_pdf": FILE,
    "manual:bundle": FILE,
    "manual:practice_pdf": FILE,
    "manual:in_state_csv": FILE,
    "manual:practice_begin": ACTION,
    "manual:practice_draft_decide": ACTION,
    "manual:pack_remove": ACTION,
}
NO_SUPPORT_PAGE = {
    "support_figures:download": FILE,
    "victims:closing_paper": FILE,
    "victims:record_paper": FILE,
    "victims:plan_paper": FILE,
    "victims:share_paper": FILE,
    "victims:statement_pdf": FILE,
    "victims:referral_letter": FILE,
    "victims:recall_notice": FILE,
    "victims:view_page_letter": FILE,
    "victims:view_release": ACTION,
    "victims:view_unlock": ACTION,
    "support_services:verify": ACTION,
}
# Of the process that serves families; its addresses are not the node's.
NO_FAMILY_PAGE = {
    "leave": "leads away",
    "sign_out": ACTION,
    "language": ACTION,
    "health": "for monitors",
}
