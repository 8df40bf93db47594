// Renders templates with Handlebars itself, for the tests to compare with.
//
//   node oracle.mjs files FOLDER       the cases in a folder's *.txt
//   node oracle.mjs random SEED COUNT  templates made at random
//
// Writes JSON: [{name, template, partials, data, expected}], `expected` being null where Handlebars reports an error. Cases
// in which its generated JavaScript breaks (a TypeError, such as for a block parameter that has no value) are dropped.
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import Handlebars from "handlebars";

// A file is a sequence of cases, each "=== name" and then its parts: "--- template", "--- partial NAME", "--- data" (JSON).
// The line end before the next such line is no part of the text.
function readCases(path) {
    const cases = [];
    let part;
    for (const line of readFileSync(path, "utf8").replace(/\n$/, "").split("\n")) {
        if (line.startsWith("=== ")) {
            cases.push({ name: line.slice(4), parts: {} });
        } else if (line.startsWith("--- ")) {
            part = line.slice(4);
            cases.at(-1).parts[part] = [];
        } else if (cases.length > 0 && part) {
            cases.at(-1).parts[part].push(line);
        }
    }
    return cases.map(({ name, parts }) => {
        const text = (key) => parts[key].join("\n");
        const partials = Object.keys(parts).filter((key) => key.startsWith("partial "));
        return {
            name,
            template: text("template"),
            partials: Object.fromEntries(partials.map((key) => [key.slice(8), text(key)])),
            data: parts.data ? JSON.parse(text("data")) : {},
        };
    });
}

// mulberry32: small, seeded, and good enough to throw dice.
function randomSource(seed) {
    return () => {
        seed = (seed + 0x6d2b79f5) | 0;
        let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
        t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
        return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
    };
}

class Generator {
    constructor(seed) {
        this.random = randomSource(seed);
    }

    pick(choices) {
        return choices[Math.floor(this.random() * choices.length)];
    }

    tilde() {
        return this.random() < 0.2 ? "~" : "";
    }

    tag(content) {
        return `{{${this.tilde()}${content}${this.tilde()}}}`;
    }

    text() {
        return this.pick(["\n", "\n", " ", "  ", "\t", "\r\n", "a", "b\n", "\n\n", " \n ", "<p>", "\\", "é", "\u00a0"]);
    }

    path() {
        return this.pick(["title", "person.name", "this", ".", "../title", "../../title", "@index", "@root.title", "missing",
            "missing.more", "@key", "@first", "@last", "list.length", "list.[1].name", "count", "zero", "[two words]", "html",
            "@../index", "./title", "this.title", "true", "12", "item.name", "place", "list", "name", "nothing"]);
    }

    argument() {
        return this.pick([this.path(), this.path(), '"text"', "12", "-1.5", "true", "null", "undefined", "(lookup person \"name\")",
            "(lookup list 1)"]);
    }

    block(depth) {
        const name = this.pick(["if", "unless", "each", "with", "list", "person", "title", "missing", "zero", "yes"]);
        const argument = ["if", "unless", "each", "with"].includes(name)
            ? " " + this.pick(["list", "person", "title", "missing", "zero", "yes", "no", "empty", ".", "..", "@first", "numbers"])
            : "";
        const params = this.random() < 0.2 ? " as |item place|" : "";
        const open = this.random() < 0.1 ? "^" : "#";
        let text = this.tag(open + name + argument + params) + this.body(depth);
        if (open === "#")
            while (this.random() < 0.15)
                text += this.tag("else if " + this.pick(["missing", "yes", "zero"])) + this.body(depth);
        if (this.random() < 0.4)
            text += this.tag(this.pick(["else", "^", " else "])) + this.body(depth);
        return text + this.tag("/" + name);
    }

    partial(depth) {
        const name = this.pick(["card", "lines", "slot", "shared/empty", "hop"]);
        const argument = this.pick(["", "", "", " person", " title=\"T\"", " person title=title"]);
        if (this.random() < 0.7)
            return this.tag("> " + name + argument);
        return this.tag("#> " + this.pick([name, "absent"]) + argument).replace(/^(.*)$/s, (open) =>
            open + "s" + this.body(depth) + this.tag("/" + /#> (\S+?)[ ~}]/.exec(open)[1]));
    }

    statement(depth) {
        const dice = this.random();
        if (dice < 0.45)
            return this.text();
        if (dice < 0.6)
            return this.tag(this.path());
        if (dice < 0.64)
            return `{{{${this.path()}}}}`;
        if (dice < 0.68)
            return this.tag("lookup " + this.argument() + " " + this.argument());
        if (dice < 0.74)
            return this.tag(this.pick(["! note ", "!-- note }} --", "&html"]));
        if (dice < 0.77 && depth > 0)
            return this.tag('#*inline "card"') + this.body(depth) + this.tag("/inline");
        if (dice < 0.85 && depth > 0)
            return this.partial(depth - 1);
        return depth > 0 ? this.block(depth - 1) : this.text();
    }

    body(depth) {
        let text = "";
        for (let size = Math.floor(this.random() * 6); size > 0; --size)
            text += this.statement(depth);
        return text;
    }
}

function randomCases(seed, count) {
    const generator = new Generator(seed);
    const partials = {
        card: "<b>{{title}}{{name}}</b>\n",
        lines: "one\n  {{title}}\n\nthree",
        slot: "[\n  {{> @partial-block}}\n]\n{{#if @partial-block}}yes{{/if}}",
        hop: "  {{> card}}\n{{#each list}}\n {{> slot-of}}\n{{/each}}",
        "slot-of": "{{#> slot}}s{{@index}}{{../title}}{{name}}{{/slot}}\n",
        "shared/empty": "",
    };
    const data = {
        title: "T & Q", html: "<i>'\"`=</i>", count: 12.5, zero: 0, yes: true, no: false, nothing: null, empty: [], "two words": "2w",
        person: { name: "Ada", title: "Countess" }, numbers: [1, 0, 3],
        list: [{ name: "x", title: "X" }, { name: "y" }],
    };
    return Array.from({ length: count }, (_, i) => ({
        name: `random ${seed}/${i}`,
        template: Array.from({ length: 4 }, () => generator.statement(3)).join(""),
        partials,
        data,
    }));
}

function expected({ template, partials, data }) {
    const handlebars = Handlebars.create();
    for (const [name, text] of Object.entries(partials))
        handlebars.registerPartial(name, text);
    try {
        return handlebars.compile(template)(data);
    } catch (error) {
        return error instanceof TypeError ? undefined : null;
    }
}

const [mode, first, second] = process.argv.slice(2);
const cases = mode === "random"
    ? randomCases(Number(first), Number(second))
    : readdirSync(first).filter((name) => name.endsWith(".txt")).sort().flatMap((name) => readCases(join(first, name)));
for (const one of cases)
    one.expected = expected(one);
process.stdout.write(JSON.stringify(cases.filter((one) => one.expected !== undefined)));
