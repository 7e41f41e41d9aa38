"""Amounts of money (元): exact decimals in events, whole fen on papers."""

from decimal import Decimal

from domain.refusals import Invalid

MOST = Decimal(10**12)
FEN_PLACES = 2
DIGITS = "零壹贰叁肆伍陆柒捌玖"
PLACES = ("", "拾", "佰", "仟")
GROUPS = ("", "万", "亿")


def in_figures(fen: int) -> str:
    """The sum as papers write it: 1234567 is 12,345.67."""
    yuan, rest = divmod(fen, 100)
    return f"{yuan:,}.{rest:02}"


def in_capitals(fen: int) -> str:
    """The sum in capital numerals (支付结算办法, annex 1): 1234567 is 壹万贰仟叁佰肆拾伍元陆角柒分.

    Raises ValueError for a negative sum and from 1 000 000 000 000 yuan up.
    """
    yuan, rest = divmod(fen, 100)
    jiao, cents = divmod(rest, 10)
    if not 0 <= yuan < 10 ** (4 * len(GROUPS)):
        raise ValueError(f"{fen} fen can't be written in capitals")
    words = f"{_whole(yuan)}元" if yuan or not rest else ""
    if not rest:
        return f"{words}整"
    if jiao:
        words += f"{DIGITS[jiao]}角"
    elif words:
        words += "零"
    return words + (f"{DIGITS[cents]}分" if cents else "整")


def _whole(number: int) -> str:
    """A whole number in groups of four digits, with one 零 wherever zeros were left out."""
    words, gap = "", False
    for place in range(4 * len(GROUPS) - 1, -1, -1):
        digit = number // 10**place % 10
        if digit:
            words += ("零" if gap and words else "") + DIGITS[digit] + PLACES[place % 4]
        gap = not digit
        if place % 4 == 0 and number // 10**place % 10_000:
            words += GROUPS[place // 4]
    return words or "零"


def is_amount(amount: Decimal) -> bool:
    """Whether it can be an amount: nothing negative, no part of a fen, no exponent as in 1E+3."""
    exponent = amount.as_tuple().exponent
    whole_fen = isinstance(exponent, int) and -FEN_PLACES <= exponent <= 0  # a letter is no number
    return whole_fen and not amount.is_signed() and amount <= MOST


def check_amount(pointer: str, amount: Decimal) -> None:
    """Refuses what can't be an amount of money; `pointer` says where it was given."""
    if not is_amount(amount):
        raise Invalid(pointer, "amount-impossible", value=str(amount)[:50])
