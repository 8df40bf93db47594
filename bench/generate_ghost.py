#!/usr/bin/env python3
"""Writes a Ghost export of N made-up articles of about 3 KB, English and Russian, the same bytes each time.

Usage: generate_ghost.py N FILE.json [--body lexical|html|both|mobiledoc]  (default: lexical for two of three, html for the rest)

The words follow a Zipf-like distribution over a vocabulary built from syllables, so that titles, tags and texts
differ as real ones do and compress about as well. Rows are written one by one: N may be a million.
"""

import argparse
import bisect
import hashlib
import itertools
import json
import random

ENGLISH = (
    "the of and to in a is that for it was on are as with be by this had not from at have his they or which you were "
    "but their all been one has would said its more who about other could time people some government court city "
    "minister police river school years state report new country law after newspaper public money winter market "
    "members house power workers party journalists bridge trial number president council decision office week report"
).split()
RUSSIAN = (
    "и в не на что он с как это по но из у за от так же для бы до год суд город который власть люди время дело страна "
    "закон решение полиция река школа работа деньги газета министр зима рынок журналист мост процесс число совет вопрос "
    "редакция улица область история группа сторона жизнь день рука раз слово место лицо друг война вода мир"
).split()
SYLLABLES = {
    "en": "ba den cor lin mar tes vel sar nik dor ren hal mit ous ing ern ack ost ell ish ton fer gra plo sti wen dur kal".split(),
    "ru": "ба ден кор лин мар тес вел сар ник дор рен хал мит ова ина ерн ачк ост ель ишк тон фер гра пло сти вен дур кал".split(),
}
TAGS = [
    "Politics", "Society", "Economy", "Culture", "Science", "Opinion", "Courts", "Prisons", "Energy", "Schools", "Music",
    "Books", "Theatre", "Elections", "Protest", "Exile", "Press freedom", "Health", "Climate", "History",
]


class Words:
    """Draws words of one language: common ones often, a long tail of rare ones."""

    def __init__(self, language, common):
        source = random.Random("words " + language)
        syllables = SYLLABLES[language]
        rare = {"".join(source.choice(syllables) for _ in range(source.randint(2, 4))) for _ in range(12000)}
        self.words = common + sorted(rare)
        self.weights = list(itertools.accumulate(1 / (rank + 4) for rank in range(len(self.words))))

    def draw(self, source):
        return self.words[bisect.bisect(self.weights, source.random() * self.weights[-1])]

    def sentence(self, source, shortest=6, longest=22):
        words = [self.draw(source) for _ in range(source.randint(shortest, longest))]
        return " ".join(words).capitalize()


def object_id(kind, number):
    return hashlib.sha256(f"{kind} {number}".encode()).hexdigest()[:24]


def text(value, style=0):
    return {"type": "extended-text", "version": 1, "text": value, "format": style, "mode": "normal", "style": "", "detail": 0}


def block(kind, children, **more):
    return {"type": kind, "version": 1, "children": children, "direction": "ltr", "format": "", "indent": 0, **more}


def article_blocks(words, source, size):
    """Returns (lexical nodes, HTML) of about `size` bytes of text."""
    nodes, html, written = [], [], 0
    while written < size:
        sentences = [words.sentence(source) + "." for _ in range(source.randint(2, 5))]
        paragraph = " ".join(sentences)
        written += len(paragraph.encode())
        kind = source.random()
        if kind < 0.08:
            heading = words.sentence(source, 3, 7)
            nodes.append(block("extended-heading", [text(heading)], tag="h2"))
            html.append(f"<h2>{heading}</h2>")
        elif kind < 0.13:
            nodes.append(block("extended-quote", [text(paragraph)]))
            html.append(f"<blockquote>{paragraph}</blockquote>")
        elif kind < 0.17:
            items = [words.sentence(source, 3, 9) for _ in range(3)]
            children = [block("listitem", [text(item)], value=i + 1) for i, item in enumerate(items)]
            nodes.append(block("list", children, listType="bullet", start=1, tag="ul"))
            html.append("<ul>" + "".join(f"<li>{item}</li>" for item in items) + "</ul>")
        elif kind < 0.21:
            name = f"__GHOST_URL__/content/images/{source.randint(2014, 2026)}/{source.randint(1, 12):02}/{words.draw(source)}.jpg"
            caption = words.sentence(source, 4, 9)
            nodes.append({"type": "image", "version": 1, "src": name, "width": 1600, "height": 1067, "title": "",
                          "alt": caption, "caption": caption, "cardWidth": "regular", "href": ""})
            html.append(f'<figure class="kg-card kg-image-card kg-card-hascaption"><img src="{name}" class="kg-image" '
                        f'alt="{caption}" loading="lazy" width="1600" height="1067"><figcaption>{caption}</figcaption></figure>')
        emphasis = words.sentence(source, 1, 3)
        link = f"__GHOST_URL__/{words.draw(source)}/"
        nodes.append(block("paragraph", [text(paragraph + " "), text(emphasis, source.choice((1, 2))), text(" "),
                                         block("link", [text(words.draw(source))], url=link, rel=None, target=None, title=None)]))
        html.append(f'<p>{paragraph} <em>{emphasis}</em> <a href="{link}">{words.draw(source)}</a></p>')
    return nodes, "".join(html)


def mobiledoc(html):
    return json.dumps({"version": "0.3.1", "atoms": [], "cards": [["html", {"html": html}]], "markups": [], "sections": [[10, 0]]},
                      ensure_ascii=False)


def post(number, vocabularies, body):
    source = random.Random(f"post {number}")
    language = "ru" if source.random() < 0.4 else "en"
    words = vocabularies[language]
    nodes, html = article_blocks(words, source, source.randint(1500, 4500))
    if body == "mixed":
        body = "html" if number % 3 == 2 else "lexical"
    lexical = json.dumps({"root": block("root", nodes)}, ensure_ascii=False) if body in ("lexical", "both") else None
    time = f"{source.randint(2014, 2025)}-{source.randint(1, 12):02}-{source.randint(1, 28):02}T{source.randint(0, 23):02}:{source.randint(0, 59):02}:00.000Z"
    title = words.sentence(source, 4, 10)
    return {
        "id": object_id("post", number), "uuid": object_id("uuid", number), "title": title, "slug": f"article-{number}",
        "mobiledoc": mobiledoc(html) if body == "mobiledoc" else None, "lexical": lexical,
        "html": html if body in ("html", "both", "mobiledoc") else None, "comment_id": object_id("post", number),
        "feature_image": None, "featured": 0, "type": "post", "status": "published", "locale": language,
        "visibility": "public", "created_at": time, "updated_at": time, "published_at": time,
        "custom_excerpt": words.sentence(source, 10, 25), "canonical_url": None, "custom_template": None,
    }


def rows(file, name, items, last=False):
    file.write(f'"{name}":[')
    for i, item in enumerate(items):
        file.write((",\n" if i else "\n") + json.dumps(item, ensure_ascii=False))
    file.write("]" if last else "],\n")


def relations(count, kind):
    for number in range(count):
        source = random.Random(f"{kind} {number}")
        chosen = source.sample(range(200 if kind == "tag" else 40), source.randint(1, 4 if kind == "tag" else 2))
        for order, index in enumerate(chosen):
            yield {"id": object_id(f"posts_{kind}s {number}", order), "post_id": object_id("post", number),
                   f"{kind}_id": object_id(kind, index), "sort_order": order}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("count", type=int)
    parser.add_argument("file")
    parser.add_argument("--body", choices=("mixed", "lexical", "html", "both", "mobiledoc"), default="mixed")
    arguments = parser.parse_args()
    vocabularies = {"en": Words("en", ENGLISH), "ru": Words("ru", RUSSIAN)}
    names = random.Random("names")
    tags = TAGS + [vocabularies["en"].sentence(names, 1, 2) + f" {i}" for i in range(len(TAGS), 200)]
    with open(arguments.file, "w", encoding="utf-8") as file:
        file.write('{"db":[{"meta":{"exported_on":1700000000000,"version":"6.65.0"},"data":{\n')
        rows(file, "posts", (post(number, vocabularies, arguments.body) for number in range(arguments.count)))
        rows(file, "tags", ({"id": object_id("tag", i), "name": name, "slug": name.lower().replace(" ", "-"), "visibility": "public",
                             "description": None, "feature_image": None} for i, name in enumerate(tags)))
        rows(file, "users", ({"id": object_id("author", i), "name": vocabularies["en"].sentence(names, 2, 2).title(), "slug": f"author-{i}",
                              "bio": None, "profile_image": None, "website": None, "location": None} for i in range(40)))
        rows(file, "posts_tags", relations(arguments.count, "tag"))
        rows(file, "posts_authors", relations(arguments.count, "author"))
        rows(file, "settings", ({"id": object_id("setting", i), "key": key, "value": value} for i, (key, value) in enumerate(
            {"title": "The Generated", "description": "Words in an order", "timezone": "Europe/Vilnius", "locale": "en"}.items())), last=True)
        file.write("}}]}\n")


if __name__ == "__main__":
    main()
