// What comes from the clipboards of word processors, web pages and plain text.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { root } from '../e2e/newspaper.mjs';
import './browser.mjs';
import { inlineElements, inlineLeaves, blockElements } from '../../web/src/document/allowed.js';
import { parseInert } from '../../web/src/document/same.js';
import { fragmentToHtml } from '../../web/src/document/write.js';
import { cleanPasted, keepAllowed } from '../../web/src/paste/clean.js';
import { sliceOfText } from '../../web/src/paste/text.js';
import { addressOf } from '../../web/src/ui/blocks.js';
import { readSlice } from './slices.mjs';

const cases = path.join(root, 'tests/cases');
const read = (file) => readFileSync(file, 'utf8').split(/^## /m).slice(1).map((each) => {
    const [title, ...rest] = each.split('\n');
    const [before, after = ''] = rest.join('\n').split(/^---$/m);
    return { title, before: before.trim(), after: after.trim() };
});

describe('a paste', () => {
    for (const { title, before, after } of read(path.join(cases, 'web/pastes.txt')))
        test(title, () => assert.equal(readSlice(cleanPasted(before).html), after));

    test('of Word brings its footnotes along', () => {
        const { html, notes } = cleanPasted(`<p class=MsoNormal>Late.<a style='mso-footnote-id:ftn1' href="#_ftn1" name="_ftnref1" title=""><span class=MsoFootnoteReference>
<span style='mso-special-character:footnote'><![if !supportFootnotes]><span class=MsoFootnoteReference><span style='font-size:12.0pt'>[1]</span></span><![endif]></span></span></a><o:p></o:p></p>
<div style='mso-element:footnote-list'><![if !supportFootnotes]><br clear=all><hr align=left size=1 width="33%"><![endif]><div style='mso-element:footnote' id=ftn1><p class=MsoFootnoteText>
<a style='mso-footnote-id:ftn1' href="#_ftnref1" name="_ftn1" title=""><span class=MsoFootnoteReference>[1]</span></a> By <i>an hour</i>.<o:p></o:p></p></div></div>`);
        const [[id, note]] = [...notes];
        assert.match(note, /^By <em>an hour<\/em>\.$/);
        assert.ok(readSlice(html).startsWith(`<p>Late.<sup class="footnote-ref"><a href="#u-fn-${id}"`));
        assert.equal(readSlice(html).includes('By'), false);
    });

    test('of Google Docs brings its footnotes along', () => {
        const raised = (number) => `<span style="font-size:0.6em;vertical-align:super"><a href="#ftnt${number}" id="ftnt_ref${number}">[${number}]</a></span>`;
        const { html, notes } = cleanPasted(`<b style="font-weight:normal;" id="docs-internal-guid-1"><p dir="ltr"><span>Late</span>${raised(1)}<span>, and cold.</span>${raised(2)}</p>
<hr class="docs-hr"/><div><p dir="ltr"><a href="#ftnt_ref1" id="ftnt1">[1]</a><span> By </span><span style="font-style:italic">an hour</span>.</p></div>
<div><p dir="ltr"><a href="#ftnt_ref2" id="ftnt2">[2]</a><span> Says one.</span></p><p><span>And another.</span></p></div></b><br class="Apple-interchange-newline">`);
        const [[first, late], [second, cold]] = [...notes];
        assert.equal(late, 'By <em>an hour</em>.');
        assert.match(cold, /^<p>\s?Says one\.<\/p><p>And another\.<\/p>$/);
        const reference = (id) => `<sup class="footnote-ref"><a href="#u-fn-${id}" id="u-fnref-${id}">1</a></sup>`;
        assert.equal(readSlice(html).split('<section')[0], `<p>Late${reference(first)}, and cold.${reference(second)}</p>`);
    });

    test('takes a table of contents with links back to it for text', () => {
        const { html, notes } = cleanPasted(`<ul><li><a id="toc1" href="#part1">The flood</a></li></ul>
<p>Water.</p><p><a id="part1" href="#toc1">The flood</a></p><p>It rose.</p><p>More. <a id="b2" href="#a2">1</a></p>`
            .replace('<p>Water.', '<p><a id="a2" href="#b2">1</a> Water.'));
        assert.equal(notes.size, 0);
        assert.match(readSlice(html), /The flood.*Water.*The flood.*It rose.*More/s);
    });

    test('of LibreOffice brings its footnotes along', () => {
        const { html, notes } = cleanPasted(`<p>Late.<a class="sdfootnoteanc" name="sdfootnote1anc" href="#sdfootnote1sym"><sup>1</sup></a></p>
<div id="sdfootnote1"><p class="sdfootnote-western"><a class="sdfootnotesym" name="sdfootnote1sym" href="#sdfootnote1anc">1</a>By an hour.</p></div>`);
        const [[id, note]] = [...notes];
        assert.equal(note, 'By an hour.');
        assert.ok(readSlice(html).startsWith(`<p>Late.<sup class="footnote-ref"><a href="#u-fn-${id}"`));
    });

    test('takes no links along to places that stay behind', () => {
        assert.equal(readSlice(cleanPasted('<p><a href="#h.1">Chapter</a>, <a href="#ftnt1" id="ftnt_ref1">[1]</a> <a href="https://x.example/#a">there</a></p>').html),
            '<p>Chapter, [1] <a href="https://x.example/#a" rel="noopener">there</a></p>');
    });

    test('says how many pictures of elsewhere were left out', () => {
        assert.equal(cleanPasted('<p>a<img src="https://x.example/a.png"><img src="data:image/png;base64,AA"></p><p><img src="/media/a.png" alt="b"></p>').pictures, 2);
    });
});

describe('what is not allowed', () => {
    const allowed = new Set([...inlineElements, ...inlineLeaves, ...blockElements, 'source', 'track']);
    for (const name of readdirSync(path.join(cases, 'html/sanitise')))
        test(`does not come in with the cases of ${name}`, () => {
            for (const { before } of read(path.join(cases, 'html/sanitise', name)))
                for (const html of [before, `<p data-pm-slice="1 1 []">${before}</p>`]) {
                    const body = parseInert(html);
                    keepAllowed(body);
                    for (const element of body.querySelectorAll('*')) {
                        assert.ok(allowed.has(element.localName), element.outerHTML);
                        for (const { name: attribute, value } of element.attributes) {
                            assert.ok(!/^on|^style$|^form|^xlink|^srcdoc$/.test(attribute), element.outerHTML);
                            if (/^(href|src|poster|cite)$/.test(attribute)) assert.doesNotMatch(value.replace(/[\u0000-\u0020]/g, ''), /^(javascript|data|vbscript|file|blob):/i);
                        }
                    }
                }
        });
});

describe('plain text', () => {
    const texts = [
        ['one line', 'one line', '<p>one line</p>'],
        ['lines are paragraphs', 'a\nb\r\nc', '<p>a</p><p>b</p><p>c</p>'],
        ['empty lines part paragraphs, other breaks stay', 'a\nb\n\nc', '<p>a<br>b</p><p>c</p>'],
        ['lines broken by a mail program are joined', `${'word '.repeat(12).trim()}\n${'word '.repeat(13).trim()}\nend\n\nnext`,
            `<p>${'word '.repeat(25)}end</p><p>next</p>`],
        ['nothing', ' \n ', ''],
        ['Markdown stays as it was typed', '# a', '<p># a</p>'],
    ];
    for (const [name, text, html] of texts) test(name, () => assert.equal(fragmentToHtml(sliceOfText(text).content), html));
});

describe('an address as one types it', () => {
    const addresses = [['example.org/a', 'https://example.org/a'], ['https://x.example', 'https://x.example'], ['a@b.example', 'mailto:a@b.example'], ['/tag/x/', '/tag/x/'],
        ['#here', '#here'], ['javascript:alert(1)', ''], ['JaVaScript:alert(1)', ''], ['data:text/html,x', ''], ['', '']];
    for (const [typed, address] of addresses) test(typed || 'nothing', () => assert.equal(addressOf(typed), address));
});
