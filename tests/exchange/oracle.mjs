// Renders the lexical cases with Ghost's own renderer, for the tests to compare with.
//
//   npm install @tryghost/kg-lexical-html-renderer@1.5.1 @tryghost/kg-default-nodes@2.2.1 jsdom@22.1.0   (anywhere)
//   NODE_PATH=…/node_modules node oracle.mjs ../cases/exchange/lexical
//
// Writes NAME.ghost.html beside each NAME.json. Run by hand when a case changes: the packages weigh 100 MB, so ./test
// does not install them.
import { createRequire } from "node:module";
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const require = createRequire(join(process.env.NODE_PATH, "/"));
const { JSDOM } = require("jsdom");
const { DEFAULT_NODES } = require("@tryghost/kg-default-nodes");
const renderer = require("@tryghost/kg-lexical-html-renderer");
const Renderer = renderer.default?.default ?? renderer.LexicalHTMLRenderer ?? renderer.default ?? renderer;

const folder = process.argv[2];
const dom = new JSDOM();
const options = { dom, createDocument: () => new JSDOM().window.document, target: "html" };
for (const name of readdirSync(folder).filter((file) => file.endsWith(".json")).sort()) {
    try {
        const html = await new Renderer({ nodes: DEFAULT_NODES }).render(readFileSync(join(folder, name), "utf8"), options);
        writeFileSync(join(folder, name.replace(".json", ".ghost.html")), html + "\n");
    } catch (error) {
        console.error(`${name}: ${error.message}`);
    }
}
