"""Law.md 11 and the end of 7, transcribed by hand and not from data/reference/bases.json.

A row: basis, version key, article, branch, who is liable, the fine, its condition, the measures
(each with its condition after a slash), whether a crime is possible.

A fine: "1..3 goods_value" is times the goods' value, "50000..100000" is yuan, "" is none.
What the legal reference leaves out is from the published texts: "crime" of PQL-57, PQL-61, IPL-46
to IPL-51 and IPL-56, and the gains that are confiscated.
"""

Row = tuple[str, str, str, str, str, str, str, str, bool]

PARTY = "party"
LICENCE = "revoke_business_licence/serious"
STOPPED = f"stop confiscate_goods confiscate_gains {LICENCE}"
CORRECTED = f"correct confiscate_goods confiscate_gains {LICENCE}"
UNIT = "correct confiscate_gains revoke_qualification/serious"
AGAIN = "revoke_business_licence/recheck_failed_again"
LATE = "confiscate_gains/overdue"

PQL = "PQL2018"
IPL = "IPL2005 IPL2023"

TABLE: tuple[Row, ...] = (
    ("PQL-17", PQL, "17", "main", PARTY, "", "",
     f"correct announce/overdue suspend/recheck_failed {AGAIN}", False),
    ("PQL-49", PQL, "49", "main", PARTY, "1..3 goods_value", "", STOPPED, True),
    ("PQL-50", PQL, "50", "main", PARTY, "0.5..3 goods_value", "", STOPPED, True),
    ("PQL-51", PQL, "51", "main", PARTY, "0..1 goods_value", "", STOPPED, False),
    ("PQL-52", PQL, "52", "main", PARTY, "0..2 goods_value", "", STOPPED, True),
    ("PQL-53", PQL, "53", "main", PARTY, "0..1 goods_value", "", CORRECTED, False),
    ("PQL-54", PQL, "54", "label", PARTY, "", "", "correct", False),
    ("PQL-54", PQL, "54", "dates-and-warnings", PARTY, "0..0.3 goods_value", "serious",
     "stop/serious confiscate_gains/serious", False),
    ("PQL-55", PQL, "55", "main", PARTY, "", "", "mitigate/source_shown", False),
    ("PQL-56", PQL, "56", "main", PARTY, "", "",
     "warn correct suspend/refuses revoke_business_licence/especially_serious", False),
    ("PQL-57", PQL, "57", "unit", PARTY, "50000..100000", "", UNIT, True),
    ("PQL-57", PQL, "57", "persons", "persons", "10000..50000", "", "", True),
    ("PQL-60", PQL, "60", "main", PARTY, "", "", "confiscate_materials", False),
    ("PQL-61", PQL, "61", "main", PARTY, "0.5..3 gains", "", "confiscate_income", True),
    ("PQL-62", PQL, "62", "as-PQL-49", PARTY, "1..3 goods_value", "knowing", "stop_use", False),
    ("PQL-62", PQL, "62", "as-PQL-50", PARTY, "0.5..3 goods_value", "knowing", "stop_use", False),
    ("PQL-62", PQL, "62", "as-PQL-51", PARTY, "0..1 goods_value", "knowing", "stop_use", False),
    ("PQL-62", PQL, "62", "as-PQL-52", PARTY, "0..2 goods_value", "knowing", "stop_use", False),
    ("PQL-63", PQL, "63", "main", PARTY, "1..3 goods_value", "", "confiscate_gains", False),
    ("IPL-45", IPL, "45", "main", PARTY, "1..3 goods_value", "",
     "stop confiscate_goods confiscate_gains", True),
    ("IPL-46", IPL, "46", "review", PARTY, "0..3 goods_value", "overdue",
     f"stop confiscate_goods regularise {LATE}", True),
    ("IPL-46", IPL, "46", "name", PARTY, "0..1 goods_value", "overdue",
     f"regularise stop/overdue confiscate_goods/overdue {LATE}", False),
    ("IPL-47", IPL, "47", "main", PARTY, "0..0.3 goods_value", "overdue",
     f"correct {LATE} revoke_production_licence/serious", False),
    ("IPL-48", IPL, "48", "main", PARTY, "50000..200000", "", "correct confiscate_gains", True),
    ("IPL-49", IPL, "49", "giver", PARTY, "0..200000", "",
     "correct revoke_production_licence/serious", False),
    ("IPL-49", IPL, "49", "receiver", PARTY, "1..3 goods_value", "",
     "stop confiscate_goods confiscate_gains", True),
    ("IPL-50", IPL, "50", "act", PARTY, "0.05..0.2 goods_value", "", "correct", False),
    ("IPL-50", IPL, "50", "refusal", PARTY, "1..3 goods_value", "refuses", "", False),
    ("IPL-51", IPL, "51", "main", PARTY, "1..3 goods_value", "",
     "correct confiscate_goods confiscate_gains", True),
    ("IPL-52", IPL, "52", "main", PARTY, "0..200000", "", "", False),
    ("IPL-53", "IPL2005", "53", "main", PARTY, "0..5000", "overdue", "correct", False),
    ("IPL-53", "IPL2023", "53", "main", PARTY, "", "", "correct", False),
    ("IPL-54", IPL, "54", "main", PARTY, "", "",
     "correct revoke_production_licence/recheck_failed", False),
    ("IPL-55", IPL, "55", "main", PARTY, "", "", "bar_application", False),
    ("IPL-56", IPL, "56", "unit", PARTY, "50000..200000", "", UNIT, True),
    ("IPL-56", IPL, "56", "persons", "persons", "10000..50000", "", "", True),
    ("IPL-57", IPL, "57", "main", PARTY, "20000..100000", "",
     "confiscate_gains revoke_qualification/serious", False),
    ("PSS-51", "PSS2020", "51", "main", PARTY, "0..30000", "no_other_law", "", True),
    ("SHPQ-46", "SH-PQ2012", "46", "main", PARTY, "10000..50000", "", "", False),
    ("SHPQ-47", "SH-PQ2012", "47", "main", PARTY, "10000..100000", "value_unknown", "", False),
)  # fmt: skip

# Bases without a branch: named in the legal reference, their penalty unknown or a crime's.
WITHOUT = {"SHPQ-42": "open", "CL-140": "medium", "CL-146": "medium"}

# Basis, threshold in yuan (or people), what counts and how many times.
THRESHOLDS: tuple[tuple[str, str, dict[str, int]], ...] = (
    ("CL-140", "50000", {"sales": 1}),
    ("CL-140", "150000", {"unsold": 1}),
    ("CL-140", "150000", {"sales": 3, "unsold": 1}),
    ("CL-146", "100000", {"direct_loss": 1}),
    ("CL-146", "1", {"injured": 1}),
)
