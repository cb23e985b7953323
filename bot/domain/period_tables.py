"""How numbers of quarters and names of months are written."""

NUMBERS = {
    1: "1|i|l|satu|pertama|kesatu|ke satu|one|first|1st",
    2: "2|ii|ll|dua|kedua|ke dua|two|second|2nd",
    3: "3|iii|lll|tiga|ketiga|ke tiga|three|third|3rd",
    4: "4|iv|iiii|lv|empat|keempat|ke empat|four|fourth|4th",
    5: "5|v|lima|kelima|ke lima|five|fifth|5th",
    6: "6|vi|vl|enam|keenam|ke enam|six|sixth|6th",
    7: "7|vii|vll|tujuh|ketujuh|ke tujuh|seven|seventh|7th",
    8: "8|viii|vlll|delapan|kedelapan|ke delapan|eight|eighth|8th",
    9: "9|ix|sembilan|kesembilan|ke sembilan|nine|ninth|9th",
    10: "10|x|sepuluh|kesepuluh|ke sepuluh|ten|tenth",
    11: "11|xi|sebelas|kesebelas",
    12: "12|xii|dua belas|duabelas|kedua belas",
    0: "0|nol",
}
"""How people write the number of a quarter; an l is often typed for a Roman one."""

MONTHS = (
    ("januari", "january", "jan"),
    ("februari", "pebruari", "february", "feb", "peb"),
    ("maret", "march", "mar"),
    ("april", "apr"),
    ("mei", "may"),
    ("juni", "june", "jun"),
    ("juli", "july", "jul"),
    ("agustus", "august", "agu", "ags", "agt", "aug"),
    ("september", "sept", "sep"),
    ("oktober", "october", "okt", "oct"),
    ("november", "nopember", "nov", "nop"),
    ("desember", "december", "des", "dec"),
)

NEEDS_COMPANY = frozenset({"may", "march"}) | {name for names in MONTHS for name in names if len(name) <= 4} - {
    "mei",
    "juni",
    "juli",
    "june",
    "july",
}
"""Names that are words of their own too: they count after "bulan" or before a year."""
