#!/usr/bin/env python3
"""Writes the articles of a generated Ghost export (bench/generate_ghost.py --body html) as a Hugo content folder.

Usage: content_from_ghost.py EXPORT.json CONTENT_FOLDER

The export has a row a line, so it is read line by line; `words` are an article's longer words, for Hugo's related articles.
"""

import collections
import json
import os
import re
import sys


def rows(path, table):
    inside = False
    with open(path, encoding="utf-8") as file:
        for line in file:
            if line.startswith(f'"{table}":['):
                inside = True
                line = line[len(table) + 4:]
            if inside and line.startswith("{"):
                yield json.JSONDecoder().raw_decode(line)[0]
            if inside and line.rstrip().rstrip(",").endswith("]"):
                return


def main():
    export, folder = sys.argv[1:]
    tags = {tag["id"]: tag["name"] for tag in rows(export, "tags")}
    authors = {user["id"]: user["name"] for user in rows(export, "users")}
    of_post = {"tag": collections.defaultdict(list), "author": collections.defaultdict(list)}
    for kind, names in (("tag", tags), ("author", authors)):
        for row in rows(export, f"posts_{kind}s"):
            of_post[kind][row["post_id"]].append(names[row[f"{kind}_id"]])
    for language in ("en", "ru"):
        os.makedirs(os.path.join(folder, language, "posts"), exist_ok=True)
    for post in rows(export, "posts"):
        html = post["html"].replace("__GHOST_URL__", "")
        counted = collections.Counter(word for word in re.findall(r"\w{7,}", re.sub(r"<[^>]*>", " ", html).lower()))
        head = {
            "title": post["title"], "slug": post["slug"], "date": post["published_at"], "standfirst": post["custom_excerpt"],
            "tags": of_post["tag"][post["id"]], "authors": of_post["author"][post["id"]],
            "section": (of_post["tag"][post["id"]] or [""])[0], "words": [word for word, _ in counted.most_common(8)],
        }
        name = os.path.join(folder, post["locale"], "posts", post["slug"] + ".html")
        with open(name, "w", encoding="utf-8") as file:
            file.write(json.dumps(head, ensure_ascii=False, indent=1) + "\n" + html)


if __name__ == "__main__":
    main()
