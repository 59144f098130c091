"""The same small task, counting the words of a text, in many languages: something to highlight and to copy."""

from typing import Final

SNIPPETS: Final = {
    "python": '''\
from collections import Counter


def count_words(text: str) -> Counter[str]:
    """How often each word occurs; capitals do not matter."""
    return Counter(text.lower().split())


for word, times in count_words("the cat and the hat").most_common(2):
    print(f"{word}: {times}")
''',
    "javascript": """\
function countWords(text) {
  const counts = new Map();
  for (const word of text.toLowerCase().match(/\\S+/g) ?? []) {
    counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  return counts;
}

console.log(countWords("the cat and the hat"));
""",
    "typescript": """\
export function countWords(text: string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const word of text.toLowerCase().match(/\\S+/g) ?? []) {
    counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  return counts;
}
""",
    "rust": """\
use std::collections::HashMap;

fn count_words(text: &str) -> HashMap<String, usize> {
    let mut counts = HashMap::new();
    for word in text.split_whitespace() {
        *counts.entry(word.to_lowercase()).or_insert(0) += 1;
    }
    counts
}

fn main() {
    println!("{:?}", count_words("the cat and the hat"));
}
""",
    "go": """\
package main

import (
\t"fmt"
\t"strings"
)

func countWords(text string) map[string]int {
\tcounts := map[string]int{}
\tfor _, word := range strings.Fields(strings.ToLower(text)) {
\t\tcounts[word]++
\t}
\treturn counts
}

func main() {
\tfmt.Println(countWords("the cat and the hat"))
}
""",
    "c": """\
#include <ctype.h>
#include <stdio.h>

/* Counts words, not how often each occurs: C asks for patience. */
static size_t count_words(const char *text)
{
    size_t words = 0;
    int inside = 0;
    for (; *text; text++) {
        int letter = !isspace((unsigned char)*text);
        words += letter && !inside;
        inside = letter;
    }
    return words;
}

int main(void)
{
    printf("%zu\\n", count_words("the cat and the hat"));
    return 0;
}
""",
    "java": """\
import java.util.Map;
import java.util.TreeMap;

final class Words {
    static Map<String, Integer> count(String text) {
        var counts = new TreeMap<String, Integer>();
        for (var word : text.toLowerCase().trim().split("\\\\s+")) {
            counts.merge(word, 1, Integer::sum);
        }
        return counts;
    }
}
""",
    "sql": """\
SELECT word, count(*) AS times
FROM words
GROUP BY word
ORDER BY times DESC, word
LIMIT 10;
""",
    "bash": """\
#!/usr/bin/env bash
set -euo pipefail

tr -s '[:space:]' '\\n' < "${1:?name a file}" | tr '[:upper:]' '[:lower:]' | sort | uniq -c | sort -rn | head
""",
    "html": """\
<!doctype html>
<html lang="en">
  <body>
    <p>The word <em>the</em> occurs <strong>2</strong> times.</p>
  </body>
</html>
""",
    "css": """\
.count {
  font-variant-numeric: tabular-nums;
  text-align: end;
}
""",
    "json": """\
{
  "the": 2,
  "cat": 1,
  "and": 1,
  "hat": 1
}
""",
    "yaml": """\
words:
  the: 2
  cat: 1
  and: 1
  hat: 1
""",
}

NAMES: Final = {
    "python": "Python",
    "javascript": "JavaScript",
    "typescript": "TypeScript",
    "rust": "Rust",
    "go": "Go",
    "c": "C",
    "java": "Java",
    "sql": "SQL",
    "bash": "Bash",
    "html": "HTML",
    "css": "CSS",
    "json": "JSON",
    "yaml": "YAML",
}
