"""The tables of the legal reference (law.md 2 to 10), transcribed by hand and not from data/rules.

A row: rule, version keys, articles (one, or one for each key), amount, unit, extensions, excluded
kinds, confidence of the text ("text/reading" where they differ). A key may be followed by its own
first or last day: "CR2020<2021-07-15" ends, "CR2020>2021-07-15" begins on that day.
"""

Row = tuple[str, str, str, int | None, str, str, str, str]

# law.md 0.2: first day, and the first day it no longer holds.
IN_FORCE: dict[str, tuple[str, str | None]] = {
    "PP2018": ("2019-04-01", "2021-07-15"),
    "PP2021": ("2021-07-15", "2022-11-01"),
    "PP2022": ("2022-11-01", None),
    "HR2018": ("2019-04-01", "2021-07-15"),
    "HR2021": ("2021-07-15", None),
    "PSS2020": ("2020-01-01", None),
    "CR2020": ("2020-01-01", "2026-04-15"),
    "CR2026": ("2026-04-15", None),
    "CT2001": ("2001-07-09", "2020-08-07"),
    "CT2020": ("2020-08-07", None),
    "APL2017": ("2018-01-01", "2021-07-15"),
    "APL2021": ("2021-07-15", None),
    "ACL2012": ("2012-01-01", None),
    "PQL2018": ("2018-12-29", None),
    "IPL2005": ("2005-09-01", "2023-07-20"),
    "IPL2023": ("2023-07-20", None),
    "PUB2014": ("2014-10-01", "2021-09-01"),
    "PUB2021": ("2021-09-01", None),
    "DIS2021": ("2021-09-01", None),
    "CRED2021": ("2021-09-01", None),
    "SUP2020": ("2020-04-01", None),
    "AES2026": ("2026-02-01", None),
    "MPS2020": ("2020-09-01", None),
    "SPP2001": ("2001-12-03", None),
    "GJH2006": ("2006-01-26", None),
    "SH-PQ2012": ("2012-09-01", None),
    "SH-COL2017": ("2017-01-05", "2020-07-01"),
    "SH-FINE2022": ("2022-07-01", "2027-07-01"),
    "ARL1999": ("1999-10-01", "2024-01-01"),
    "ARL2023": ("2024-01-01", None),
    "ALL2017": ("2017-07-01", None),
    "CONVENTION": ("2019-04-01", None),
    "INTERNAL": ("2019-04-01", None),
}

NEW = "PP2021 PP2022"
ALL = "PP2018 PP2021 PP2022"
HR = "HR2018 HR2021"
APL = "APL2017 APL2021"
CR = "CR2020 CR2026"
CT = "CT2001 CT2020"
H = "high"
HM = "high/medium"
HL = "high/low"
M = "medium"
TEST = "test"
TESTS = "test right_holder_identification"
OUT = "suspension hearing public_notice test"
OUTS = OUT + " right_holder_identification refund_order"
PLUS15 = "leader +15WD"
DECIDE = "leader +30CD, collective_discussion to a fixed end"

# 2.1 clocks of the penalty procedure. PP2021 is flagged (D3): the test adds "/medium" to it.
PENALTY_CLOCKS: list[Row] = [
    ("PP-VERIFY", "PP2018", "17", 15, "WD", PLUS15, TEST, H),
    ("PP-VERIFY", NEW, "18", 15, "WD", PLUS15, TESTS, H),
    ("PP-DISPUTE", ALL, "12 13 13", 7, "WD", "", "", H),
    ("PP-DESIGNATE", ALL, "15 16 16", 7, "WD", "", "", H),
    ("PP-ASSIST", ALL, "42 45 45", 15, "WD", "receiver_notice", "", H),
    ("PP-REGISTER-EVID", "PP2018", "32", 7, "CD", "", "", HM),  # D9
    ("PP-REGISTER-EVID", NEW, "35", 7, "WD", "", "", H),
    ("PP-EMERG-24H", ALL, "30,33 33,36 33,36", 24, "h", "", "", H),
    ("PP-SEAL", ALL, "35 38 38", 30, "CD", "leader +30CD", TEST, H),
    ("PP-REVIEW", ALL, "49 55 55", 10, "WD", "leader", "", H),
    ("PP-STATEMENT", "PP2018", "51", 3, "WD", "", "", H),
    ("PP-STATEMENT", NEW, "57", 5, "WD", "", "", H),
    ("PP-DECIDE", "PP2018", "57", 90, "CD", DECIDE, OUT, H),
    ("PP-DECIDE", NEW, "64", 90, "CD", DECIDE, OUTS, H),
    ("PP-SERVE", "PP2018", "73", 7, "CD", "", "", HM),  # D9
    ("PP-SERVE", NEW, "81", 7, "WD", "", "", H),
    ("PP-PUBLIC-SERVICE", "PP2018", "74(5)", 60, "CD", "", "", H),
    ("PP-PUBLIC-SERVICE", NEW, "82(5)", 30, "CD", "", "", H),
    ("PP-PAY", ALL, "64 72 72", 15, "CD", "leader to a fixed end", "", H),
    ("PP-ENFORCE-DEMAND", ALL, "68 76 76", 10, "WD", "", "", H),
    ("PP-ENFORCE", ALL, "68 76 76", 3, "month", "", "", H),
    ("PP-CLOSE", ALL, "70 77 77", 15, "WD", "", "", H),
    ("PP-SUMMARY-FILE", ALL, "62 70 70", 7, "WD", "", "", H),
    ("PP-ONSITE-CASH", "PP2018", "65", 2, "CD", "", "", HM),  # D9
    ("PP-ONSITE-CASH", NEW, "73", 2, "WD", "", "", H),
    ("PP-ONSITE-CASH-BANK", "PP2018", "65", 2, "CD", "", "", HM),  # D9
    ("PP-ONSITE-CASH-BANK", NEW, "73", 2, "WD", "", "", H),
    ("PP-WITHDRAW-PUB", NEW, "63", 3, "WD", "", "", H),
]
# 2.2 to 2.4
PENALTY_RULES: list[Row] = [
    ("PP-FILE-COND", NEW, "19", None, "", "", "", H),
    ("PP-NOFILE", NEW, "20", None, "", "", "", H),
    ("PP-FILE-FORM", ALL, "17(3) 19(2) 19(2)", None, "", "", "", H),
    ("PP-LIMITATION", APL, "29 36", 2, "year", "", "", H),
    ("PP-LIMITATION-LONG", "APL2021", "36", 5, "year", "", "", H),
    ("PP-RECUSE", ALL, "4", None, "", "", "", H),
    ("PP-TWO", ALL, "19 22 22", None, "", "", "", H),
    ("PP-FIRST-NOTICE", ALL, "18(2) 21(2) 21(2)", None, "", "", "", H),
    ("PP-PLACE", ALL, "6,9 7,10 7,10", None, "", "", "", H),
    ("PP-FIRST-FILER", ALL, "11 12 12", None, "", "", "", H),
    ("PP-NO-RETRANSFER", ALL, "13 14 14", None, "", "", "", H),
    ("PP-DOWN", ALL, "14 15 15", None, "", "", "", H),
    ("PP-UP", ALL, "14 15 15", None, "", "", "", H),
    ("PP-TAKE", ALL, "14 15 15", None, "", "", "", H),
    ("PP-OTHER-DEPT", ALL, "16 17 17", None, "", "", "", H),
    ("PP-CRIME", ALL, "16(2) 17(2) 17(2)", None, "", "", "", H),
    ("PP-EVID-REUSE", ALL, "20 23 23", None, "", "", "", H),
    ("PP-REVIEW-KIND", ALL, "46 49-52 49-52", None, "", "", "", H),
    ("PP-REVIEWER", "APL2017<2019-04-01", "38(3)", None, "", "", "", "high/medium"),
    ("PP-REVIEWER", "PP2018", "46", None, "", "", "", H),
    ("PP-REVIEWER", "APL2021", "58(2)", None, "", "", "", "high/medium"),
    ("PP-REVIEW-SEP", ALL, "46 49 49", None, "", "", "", H),
    ("PP-NO-REVIEW-NO-DECISION", ALL, "45,54 50 50", None, "", "", "", H),
    ("PP-COLLECTIVE", ALL, "54(2) 60(2) 60(2)", None, "", "", "", H),
    ("PP-NOTICE-FIRST", ALL, "50-52 56-58 56-58", None, "", "", "", H),
    ("PP-OUTCOMES", ALL, "54(1) 60(1) 60(1)", None, "", "", "", H),
    ("PP-DOC", ALL, "55 62 62", None, "", "", "", H),
    ("PP-SUSPEND", ALL, "43 46 46", None, "", "", "", H),
    ("PP-TERMINATE", ALL, "44 47 47", None, "", "", "", H),
    ("PP-ARCHIVE", ALL, "71 78 78", None, "", "", "", H),
]
# 3
HEARINGS: list[Row] = [
    ("HR-SCOPE", HR, "5", None, "", "", "", H),
    ("HR-LOCAL", HR, "5(2)", None, "", "", "", H),
    ("HR-REQUEST", "HR2018", "7", 3, "WD", "", "", H),
    ("HR-REQUEST", "HR2021", "7", 5, "WD", "", "", H),
    ("HR-CHAIR", HR, "18", 3, "WD", "", "", H),
    ("HR-FILE", HR, "19", 3, "WD", "", "", H),
    ("HR-SET", HR, "20", 5, "WD", "", "", H),
    ("HR-NOTICE", "HR2018", "20,21", 7, "CD", "", "", HM),  # D9
    ("HR-NOTICE", "HR2021", "20,21", 7, "WD", "", "", H),
    ("HR-ANNOUNCE", "HR2018", "22", 3, "CD", "", "", HM),  # D9
    ("HR-ANNOUNCE", "HR2021", "22", 3, "WD", "", "", H),
    ("HR-REPORT", HR, "29", 5, "WD", "", "", H),
    ("HR-SUSPEND", HR, "26", None, "", "", "", H),
    ("HR-END", HR, "27", None, "", "", "", H),
]
# 4.1, 4.2 and the remedies
LAWS: list[Row] = [
    ("APL-HEAR-REQ", "APL2017", "42", 3, "CD", "", "", H),
    ("APL-HEAR-REQ", "APL2021", "64", 5, "WD", "", "", H),
    ("APL-HEAR-NOTICE", "APL2017", "42", 7, "CD", "", "", H),
    ("APL-HEAR-NOTICE", "APL2021", "64", 7, "WD", "", "", H),
    ("APL-DECIDE", "APL2021", "60", 90, "CD", "", "", H),
    ("APL-SERVE", "APL2017", "40", 7, "CD", "", "", H),
    ("APL-SERVE", "APL2021", "61", 7, "WD", "", "", H),
    ("APL-EVID", "APL2017", "37", 7, "CD", "", "", H),
    ("APL-EVID", "APL2021", "56", 7, "WD", "", "", H),
    ("APL-PAY", APL, "46 67", 15, "CD", "", "", H),
    ("APL-CASH", "APL2017", "50", 2, "CD", "", "", H),
    ("APL-CASH", "APL2021", "71", 2, "WD", "", "", H),
    ("APL-CASH-BANK", "APL2017", "50", 2, "CD", "", "", H),
    ("APL-CASH-BANK", "APL2021", "71", 2, "WD", "", "", H),
    ("APL-WITHDRAW", "APL2021", "48", 3, "WD", "", "", H),
    ("APL-ONSPOT", APL, "33 51", None, "", "", "", H),
    ("APL-SURCHARGE", APL, "51 72,73", None, "", "", "", H),
    ("APL-LIMIT", APL, "29 36", 2, "year", "", "", H),
    ("APL-LIMIT-LONG", "APL2021", "36", 5, "year", "", "", H),
    ("APL-JURIS", APL, "21 25", None, "", "", "", H),
    ("APL-LEGALREVIEW", APL, "38 58", None, "", "", "", H),
    ("APL-COLLECTIVE", APL, "38 57", None, "", "", "", H),
    ("APL-MITIGATE", APL, "27 32", None, "", "", "", "high/medium"),
    ("APL-LENIENT", "APL2021", "37", None, "", "", "", H),
    ("APL-TWO", APL, "37 42", None, "", "", "", H),
    ("APL-FILE", "APL2021", "54,76", None, "", "", "", H),
    ("ACL-SEAL", "ACL2012", "25,27,28", 30, "CD", "leader +30CD", TEST, H),
    ("ACL-EMERG", "ACL2012", "19", 24, "h", "", "", H),
    ("ACL-CRIME", "ACL2012", "21", None, "", "", "", H),
    ("ACL-DEMAND", "ACL2012", "54,69", 10, "WD", "", "", H),
    ("ACL-COURT", "ACL2012", "53", 3, "month", "", "", H),
    ("ACL-PRE", "ACL2012", "18", None, "", "", "", H),
    ("ACL-NODELEG", "ACL2012", "17", None, "", "", "", H),
    ("REM-RECONSIDER", "ARL1999", "9", 60, "CD", "", "", "medium"),
    ("REM-RECONSIDER", "ARL2023", "20", 60, "CD", "", "", H),
    ("REM-SUIT", "ALL2017", "46", 6, "month", "", "", H),
    ("REM-SUIT-AFTER", "ALL2017", "45", 15, "CD", "", "", "medium"),
]
# 5
SAMPLING: list[Row] = [
    ("PSS-NODUP", "PSS2020", "8", 6, "month", "", "", H),
    ("PSS-SPLIT", "PSS2020", "9", None, "", "", "", H),
    ("PSS-SAMPLERS", "PSS2020", "15,16", None, "", "", "", H),
    ("PSS-OBVIOUS", "PSS2020", "17,30", None, "", "", "", H),
    ("PSS-REFUSE", "PSS2020", "21", None, "", "", "", H),
    ("PSS-REPORT", "PSS2020", "33", None, "", "", "", H),
    ("PSS-NOTIFY", "PSS2020", "35", None, "", "", "", H),
    ("PSS-OBJECT", "PSS2020", "36", 15, "CD", "", "", H),
    ("PSS-OBJ-KIND", "PSS2020", "37", None, "", "", "", H),
    ("PSS-RETEST-FORM", "PSS2020", "38", 7, "CD", "", "", H),
    ("PSS-RETEST-LAB", "PSS2020", "39", 10, "CD", "", "", H),
    ("PSS-RETEST-END", "PSS2020", "40,42", None, "", "", "", H),
    ("PSS-COST", "PSS2020", "43", None, "", "", "", H),
    ("PSS-OUTSIDE", "PSS2020", "44(2)", None, "", "", "", H),
    ("PSS-STOP", "PSS2020", "45", None, "", "", "", H),
    ("PSS-RECTIFY", "PSS2020", "46", 60, "CD", "", "", H),
    ("PSS-RECHECK", "PSS2020", "47", 75, "CD", "", "", H),
    ("PSS-RECHECK2", "PSS2020", "48", 90, "CD", "", "", H),
    ("PSS-NORESUME", "PSS2020", "49", None, "", "", "", H),
    ("PSS-PUNISH", "PSS2020", "51", None, "", "", "", H),
    ("PSS-KEEP", "PSS2020", "54", 2, "year", "", "", H),
    ("PSS-SYSTEM", "PSS2020", "-", None, "", "", "", H),
    ("PSS-PUBLISH", "PSS2020", "10,44", None, "", "", "", H),
    ("PQL-17", "PQL2018", "17", None, "", "", "", H),
    ("IPL-54", "IPL2005 IPL2023", "54", None, "", "", "", H),
    ("SHPQ-30", "SH-PQ2012", "30", None, "", "", "", HM),
    ("SHPQ-46", "SH-PQ2012", "46", None, "", "", "", H),
    ("DIS-7-3", "DIS2021", "7(3)", None, "", "", "", H),
    ("OLD-57", "INTERNAL>2020-01-01", "-", 5, "WD", "", "", M),
    ("OLD-57-HANDLE", "INTERNAL>2020-01-01", "-", 5, "WD", "", "", M),
    ("OLD-57-RECTIFY", "INTERNAL>2020-01-01", "-", 30, "CD", "", "", M),
    ("PQL-17-RECHECK", "INTERNAL>2020-01-01", "-", 15, "CD", "", "", "low"),
    ("LOC-OBJ", "INTERNAL", "-", 3, "WD", "", "", "low"),
]
# 6
COMPLAINTS: list[Row] = [
    ("CR-SPLIT", CR, "7 9", None, "", "", "", H),
    ("CR-ACCEPT", CR, "14 15", 7, "WD", "", "", H),
    ("CR-MEDIATE", "CR2020", "21(5)", 45, "WD", "", TEST, H),
    ("CR-MEDIATE", "CR2026", "23(5)", 60, "CD", "", TEST, H),
    ("CR-MED-END", CR, "21 23", 7, "WD", "", "", H),
    ("CR-LEAD-VERIFY", CR, "23 27", 15, "WD", PLUS15, "", H),
    ("CR-TIP", "CR2020<2021-07-15", "31", 15, "WD", PLUS15, TEST, H),
    ("CR-TIP", "CR2020>2021-07-15 CR2026", "31 35", 15, "WD", PLUS15, TESTS, H),
    ("CR-TIP-REPLY", "CR2020", "31(2)", 5, "WD", "", "", H),
    ("CR-NO-COMPETENCE", CR, "29 34", None, "", "", "", H),
    ("CR-DISPUTE", CR, "30 33", 7, "WD", "", "", H),
    ("CR-INTERNAL", CR, "37 41", None, "", "", "", H),
    ("CR-REPEAT", "CR2026", "35", None, "", "", "", H),
    ("CR-CONFID", CR, "33 37", None, "", "", "", H),
    ("CR-MALICE", "CR2026", "42,23(6)", None, "", "", "", H),
    ("CR-PLACE", CR, "25,27 29,31", None, "", "", "", H),
    ("SHPQ-34", "SH-PQ2012", "34", 5, "WD", "", "", HM),  # C5, D18
]
# 7; the day type of Order 310 is open (D2, 1.4: low)
CRIMINAL: list[Row] = [
    ("CT-TEAM", CT, "5(1)", None, "", "", "", H),
    ("CT-APPROVE", CT, "5(2)", 3, "CD", "", "", HL),
    ("CT-SEND", CT, "5(2)", 24, "h", "", "", H),
    ("CT-DOCS", CT, "6", None, "", "", "", H),
    ("CT-RECEIPT", CT, "7", 24, "h", "", "", H),
    ("CT-MATERIALS-ASK", "MPS2020", "180", 24, "h", "", "", H),
    ("CT-MATERIALS", "MPS2020", "180", 3, "CD", "", "", H),
    ("CT-DECIDE", CT, "8", 3, "CD", "", "", HL),
    ("CT-HANDOVER", CT, "12", 3, "CD", "", "", HL),
    ("CT-RECONSIDER", CT, "9(1)", 3, "CD", "", "", HL),
    ("CT-RECON-DECIDE", CT, "9(2)", 3, "CD", "", "", HL),
    ("CT-PROSECUTOR", CT, "9(2)", 3, "CD", "", "", HL),
    ("CT-PROS-ASK", "SPP2001<2020-09-01 MPS2020", "10 182", 7, "CD", "", "", H),
    ("CT-PROS-FILE", "SPP2001<2020-09-01 MPS2020", "10 182", 15, "CD", "", "", H),
    ("CT-BACK", CT, "10,13", None, "", "", "", H),
    ("CT-NOSUBST", CT, "11", None, "", "", "", H),
    ("CT-COPY", "GJH2006", "-", None, "", "", "", HM),
    ("CT-COPY-PENALTY", "GJH2006", "-", 10, "CD", "", "", HM),
    ("CT-LATE", CT, "16", None, "", "", "", H),
]
# 8.1
COLLECTIVE: list[Row] = [
    ("COL-WHO", APL, "38(2) 57(2)", None, "", "", "", H),
    ("COL-WHEN", ALL, "54 60 60", None, "", "", "", HM),
    ("COL-2018", "PP2018", "54(2)", None, "", "", "", H),
    ("COL-2021", NEW, "60(2)", None, "", "", "", H),
    ("COL-EXT", ALL, "57,4 64,4 64,4", None, "", "", "", H),
    ("COL-QUORUM", "CONVENTION", "-", None, "", "", "", M),
    ("COL-RECORD", "CONVENTION", "-", None, "", "", "", M),
    ("COL-SH-2017", "SH-COL2017", "-", None, "", "", "", H),
    ("COL-SH-2017-EXT", "SH-COL2017", "-", 5, "WD", "", "", H),
]
# 9
SUPERVISION: list[Row] = [
    ("LEAD-CLOCK", "PP2018", "17", 15, "WD", PLUS15, TEST, HM),
    ("LEAD-CLOCK", NEW, "18", 15, "WD", PLUS15, TESTS, HM),
    ("LEAD-ACCEPT", "INTERNAL", "-", 2, "WD", "", "", "low"),
    ("LEAD-FORWARD", "INTERNAL", "-", 3, "WD", "", "", "low"),
    ("LEAD-REPORT-FILING", "INTERNAL", "-", 2, "WD", "", "", "low"),
    ("LEAD-FEEDBACK", "INTERNAL", "-", 5, "WD", "", "", "low"),
    ("LEAD-RETURN", "CONVENTION", "-", None, "", "", "", M),
    ("LEAD-ASSIGNED", "CONVENTION", "-", None, "", "", "", M),
    ("SUP-INFO", "SUP2020", "18", 10, "WD", "", "", H),
    ("SUP-FIX", "SUP2020", "19", None, "", "", "", H),
    ("SUP-FIX-REPORT", "SUP2020", "19", 10, "WD", "", "", H),
    ("SUP-OBJECT", "SUP2020", "20", 5, "WD", "", "", H),
    ("SUP-OBJECT-ANSWER", "SUP2020", "20", 10, "WD", "", "", H),
    ("SUP-OPINION", "SUP2020", "21", None, "", "", "", H),
    ("SUP-APPROVAL", "SUP2020", "16,18-21", None, "", "", "", H),
    ("SUP-SCOPE", "SUP2020", "6,7,11", None, "", "", "", H),
    ("SUP-RECEIPT", "INTERNAL", "-", 2, "WD", "", "", "low"),
    ("SUP-PRESS", "INTERNAL", "-", None, "", "", "", "low"),
    ("SUP-GUIDANCE", "INTERNAL", "-", None, "", "", "", "low"),
    ("SUP-ANSWER-AGAIN", "INTERNAL", "-", None, "", "", "", "low"),
    ("AES-TOOLS", "AES2026", "11,20,26-29", None, "", "", "", H),
]
# 8.2, all of them defaults without legal force
JR = "INTERNAL>2020-03-02"
UNTIL = "leader to a fixed end"
JOINT_REVIEW: list[Row] = [
    ("JR-REQUEST", JR, "-", None, "", "", "", "low"),
    ("JR-SCREEN", JR, "-", 5, "WD", "", "", "low"),
    ("JR-SCHEDULE", JR, "-", 5, "WD", "", "", "low"),
    ("JR-MINUTES", JR, "-", 5, "WD", "", "", "low"),
    ("JR-GUIDANCE", JR, "-", 3, "WD", "", "", "low"),
    ("JR-FEEDBACK", JR, "-", 10, "WD", UNTIL, "", "low"),
    ("JR-PANEL", JR, "-", None, "", "", "", "low"),
    ("JR-RECUSE", JR, "-", None, "", "", "", "low"),
    ("JR-ORDER", JR, "-", None, "", "", "", "low"),
    ("JR-AMOUNT", JR, "-", None, "", "", "", "low"),
    ("JR-SAFETY", JR, "-", None, "", "", "", "low"),
    ("JR-DISTRICTS", JR, "-", None, "", "", "", "low"),
    ("JR-SPLIT", JR, "-", None, "", "", "", "low"),
    ("JR-CRIME", JR, "-", None, "", "", "", "low"),
    ("JR-CLUSTER", JR, "-", None, "", "", "", "low"),
    ("JR-ATTENTION", JR, "-", None, "", "", "", "low"),
]
# 10
PUBLICITY: list[Row] = [
    ("PUB-20", "PUB2014", "-", 20, "WD", "", "", M),
    ("PUB-20", "PUB2021", "9", 20, "WD", "", "", H),
    ("PUB-CROSS", "PUB2021", "10", 10, "WD", "", "", H),
    ("PUB-CROSS-RECEIVE", "PUB2021", "10", 10, "WD", "", "", H),
    ("PUB-SCOPE", "PUB2021", "2", None, "", "", "", H),
    ("PUB-TELL", "PUB2021", "8", None, "", "", "", H),
    ("PUB-FIX", "PUB2021", "11", 3, "WD", "", "", H),
    ("PUB-END-3M", "PUB2021", "13", 3, "month", "", "", H),
    ("PUB-END-3Y", "PUB2021", "13", 3, "year", "", "", H),
    ("PUB-LOW-SH", "SH-FINE2022", "-", None, "", "", "", H),
    ("PUB-EARLY", "PUB2021", "14", None, "", "", "", H),
    ("PUB-WHO", "PUB2021", "16", None, "", "", "", H),
    ("PUB-2014", "PUB2014", "-", 20, "WD", "", "", M),
    ("CRED-WAIT", "CRED2021", "-", 6, "month", "", "", M),
    ("CRED-WAIT-12M", "CRED2021", "-", 12, "month", "", "", M),
    ("CRED-ACCEPT", "CRED2021", "-", 2, "WD", "", "", M),
    ("CRED-DECIDE", "CRED2021", "-", 15, "WD", "", "", M),
    ("CRED-STOP", "CRED2021", "-", 3, "WD", "", "", M),
    ("DIS-ACCEPT", "DIS2021", "17", 2, "WD", "", "", H),
    ("DIS-DECIDE", "DIS2021", "17", 15, "WD", "", "", H),
    ("DIS-STOP", "DIS2021", "18", 3, "WD", "", "", H),
    ("DIS-PUB", "DIS2021", "14", 20, "WD", "", "", H),
    ("DIS-PUB-CROSS", "DIS2021", "14", 10, "WD", "", "", H),
    ("DIS-PUB-CROSS-RECEIVE", "DIS2021", "14", 10, "WD", "", "", H),
    ("DIS-CONSENT", "DIS2021", "22", None, "", "", "", H),
    ("DIS-EARLY", "DIS2021", "16", 1, "year", "", "", H),
    ("DIS-END", "DIS2021", "21", 3, "year", "", "", H),
]

TABLE: list[Row] = [
    *PENALTY_CLOCKS,
    *PENALTY_RULES,
    *HEARINGS,
    *LAWS,
    *SAMPLING,
    *COMPLAINTS,
    *CRIMINAL,
    *COLLECTIVE,
    *SUPERVISION,
    *JOINT_REVIEW,
    *PUBLICITY,
]
