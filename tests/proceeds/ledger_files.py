"""Small bank exports: what an officer uploads."""

HEADINGS = "Transaction ID,Booking date,Debtor IBAN,Creditor IBAN,Amount,Currency,End-to-end ID"
FAMILY, COLLECTOR = "XA00TEST0000000001", "XA00TEST0000000002"
MULE, ABROAD = "XA00TEST0000000003", "XB00TEST0000000004"

# The ransom of 12,000.00 goes to the collector, who sends 5,000.00 abroad and 4,000.00 to a mule.
ROWS = (
    f"P-0,2026-03-01T08:00:00Z,XA00TEST0000000009,{FAMILY},20000.00,XAD,E2E-0",
    f"P-1,2026-03-01T09:00:00Z,{FAMILY},{COLLECTOR},12000.00,XAD,E2E-1",
    f"P-2,2026-03-01T10:00:00Z,{COLLECTOR},{ABROAD},5000.00,XAD,E2E-2",
    f"P-3,2026-03-01T11:00:00Z,{COLLECTOR},{MULE},4000.00,XAD,E2E-3",
    f"P-4,2026-03-01T12:00:00Z,{MULE},CASH-XA,1500.00,XAD,E2E-4",
)
BAD = (
    f"P-5,yesterday,{MULE},CASH-XA,10.00,XAD,E2E-5",
    f"P-6,2026-03-01T13:00:00Z,{MULE},CASH-XA,ten,XAD,E2E-6",
    f"P-1,2026-03-01T14:00:00Z,{MULE},CASH-XA,10.00,XAD,E2E-7",
)


def export(*rows: str, headings: str = HEADINGS) -> bytes:
    """The file of these rows."""
    return "\n".join((headings, *rows, "")).encode()
