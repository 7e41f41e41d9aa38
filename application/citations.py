"""Articles as Chinese papers cite them."""

DIGITS = "零一二三四五六七八九"


def article_zh(article: str) -> str:
    """An article as papers write it: 52(2) is 第五十二条第二款, 30,33 is 第三十条、第三十三条."""
    return "、".join(_one_article(part.strip()) for part in article.split(",") if part.strip())


def _one_article(article: str) -> str:
    number, _, rest = article.partition("(")
    if not number.isdigit():
        return article
    paragraph = rest.rstrip(")")
    tail = f"第{numeral(int(paragraph))}款" if paragraph.isdigit() else ""
    return f"第{numeral(int(number))}条{tail}"


def numeral(number: int) -> str:
    """A whole number below 1000 in Chinese numerals: 12 is 十二, 105 is 一百零五."""
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    words = f"{DIGITS[hundreds]}百" if hundreds else ""
    if tens:
        words += f"{DIGITS[tens]}十" if words or tens > 1 else "十"
    elif words and ones:
        words += DIGITS[0]
    return words + (DIGITS[ones] if ones or not number else "")
