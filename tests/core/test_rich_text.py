"""Every block as HTML, with nothing of the text taken for markup."""

import pytest

from desktop.core.markup import parse
from desktop.core.rich_text import blocks_html


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("a **b** *c* `<d>` ~~e~~", "<p>a <strong>b</strong> <em>c</em> <code>&lt;d&gt;</code> <s>e</s></p>"),
        ("## T", "<h2>T</h2>"),
        ("```py\n<x>\n```", "<pre><code>&lt;x&gt;</code></pre>"),
        ("- a\n- b", "<ul><li><p>a</p></li><li><p>b</p></li></ul>"),
        ("- [ ] a\n- [x] b", "<ul><li>☐ <p>a</p></li><li>☑ <p>b</p></li></ul>"),
        ("3. a", '<ol start="3"><li><p>a</p></li></ol>'),
        ("> a", "<blockquote><p>a</p></blockquote>"),
        ("---", "<hr>"),
        ("[a](https://e.org/?a&b)", '<p><a href="https://e.org/?a&amp;b">a</a></p>'),
        ("a  \nb", "<p>a<br>b</p>"),
        (
            "| a | b |\n|---|--:|\n| 1 | 2 |",
            (
                '<table><thead><tr><th>a</th><th align="right">b</th></tr></thead>'
                '<tbody><tr><td>1</td><td align="right">2</td></tr></tbody></table>'
            ),
        ),
    ],
)
def test_each_block(text: str, html: str) -> None:
    assert blocks_html(parse(text)) == html
