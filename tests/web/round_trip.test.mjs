// Opening and saving loses nothing: every body that there is in the cases of other rooms and in the demo newspaper, and some by hand.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { copyOfDemo, done, root, temporaryFolder } from '../e2e/newspaper.mjs';
import './browser.mjs';
import { fromHtml } from '../../web/src/document/read.js';
import { parseInert, saysTheSame } from '../../web/src/document/same.js';
import { toHtml } from '../../web/src/document/write.js';

// Apart from the editor's own judge (same.js): every letter and every element without text, with the elements it stands in.
const formatting = new Set('a abbr b cite code em i kbd mark q s small span strong sub sup time u'.split(' '));
function outline(html) {
    const told = [];
    const tag = (element) => `${element.localName}${[...element.attributes].map(({ name, value }) => ` ${name}=${value}`).sort().join('')}`;
    const walk = (node, blocks, marks) => {
        if (node.nodeType === 3) {
            for (const letter of node.data.replace(/\s+/g, '')) told.push(`${letter} ${blocks} ${[...marks].sort()}`);
        } else if (node.nodeType === 1 && !node.childNodes.length) {
            told.push(`<${tag(node)}> ${blocks} ${[...marks].sort()}`);
        } else if (node.nodeType === 1 && formatting.has(node.localName)) {
            node.childNodes.forEach((child) => walk(child, blocks, new Set([...marks, tag(node)])));
        } else if (node.nodeType === 1) {
            node.childNodes.forEach((child) => walk(child, `${blocks}/${tag(node)}`, marks));
        }
    };
    parseInert(html).childNodes.forEach((node) => walk(node, '', new Set()));
    return told;
}

const wordsOf = (html) => parseInert(html.replace(/<(?!\/?(?:a|abbr|b|cite|code|em|i|kbd|mark|q|s|small|span|strong|sub|sup|time|u)\b)/g, ' <')).textContent.trim().split(/\s+/).join(' ');

function opaqueIn(doc) {
    let count = 0;
    doc.descendants((node) => { count += node.type.name.startsWith('opaque') ? 1 : 0; });
    return count;
}

function survives(html) {
    const doc = fromHtml(html);
    doc.check();
    const written = toHtml(doc);
    assert.deepEqual(outline(written), outline(html));
    assert.equal(wordsOf(written), wordsOf(html));
    assert.ok(saysTheSame(written, html), `${written}\n  is not\n${html}`);
    assert.equal(toHtml(fromHtml(written)), written, 'the second time nothing changes at all');
    return doc;
}

const cases = path.join(root, 'tests/cases');
for (const format of ['lexical', 'mobiledoc', 'wordpress']) {
    describe(`what comes of ${format}`, () => {
        for (const name of readdirSync(path.join(cases, 'exchange', format)))
            if (name.endsWith('.html') && !name.endsWith('.ghost.html'))
                test(name, () => void survives(readFileSync(path.join(cases, 'exchange', format, name), 'utf8')));
    });
}

for (const name of readdirSync(path.join(cases, 'html/sanitise'))) {
    describe(`what the sanitiser leaves of ${name}`, () => {
        const all = readFileSync(path.join(cases, 'html/sanitise', name), 'utf8').split(/^## /m).slice(1);
        for (const each of all) {
            const [title, ...rest] = each.split('\n');
            const after = rest.join('\n').split(/^---$/m)[1];
            if (after?.trim()) test(title, () => void survives(after.trim()));
        }
    });
}

test('every article and page of the demo newspaper, with nothing opaque in it', () => {
    const archive = path.join(temporaryFolder(), 'archive.json');
    done(copyOfDemo(), 'export', 'ghost', archive);
    const { posts } = JSON.parse(readFileSync(archive, 'utf8')).db[0].data;
    const bodies = posts.map((post) => JSON.parse(post.lexical).root.children.map(({ html }) => html ?? '').join(''));
    assert.ok(bodies.length >= 65 && bodies.every((body) => body.length > 100), `${bodies.length} bodies`);
    for (const body of bodies) assert.equal(opaqueIn(survives(body)), 0, body);
});

describe('by hand', () => {
    const kept = {
        'nothing': '',
        'a heading in a line': '<h2>a <b>b</b></h2><h5 id="u-x">c</h5>',
        'text without a paragraph': 'a <b>b</b><p>c</p>d',
        'an item with text, a list and text': '<ul><li>a<ul><li>b</li></ul>c</li></ul>',
        'an item with paragraphs': '<ol start="3" reversed type="a"><li value="7"><p>a</p><p>b</p></li></ol>',
        'one quotation in another': '<blockquote cite="/x"><p>a</p><blockquote>b</blockquote></blockquote>',
        'formatting in every order': '<p><em><strong>a</strong></em><strong><em>b</em></strong><a href="/"><code>c</code></a><code><a href="/">d</a></code></p>',
        'the same element in itself': '<p><small>a<small title="x">b</small></small></p>',
        'words in another language': '<p>a <span lang="ar" dir="rtl">كتاب</span> <q cite="/z">b</q> <time datetime="2026-01-01">c</time> <abbr title="x">d</abbr></p>',
        'breaks': '<p>a<br>b<br><br>c<br></p>',
        'no-break spaces': '<p>a\u00a0b \u00a0 c</p>',
        'a place to link to': '<p>a<a id="u-here"></a>b<span id="u-there"></span></p><h2 id="u-h"><a id="u-i"></a>c</h2>',
        'a link around a picture': '<p><a href="/x"><img src="/a.png" alt=""></a> and <img src="/b.png" alt="b" width="3" height="4" class="kg-image"></p>',
        'a link around blocks': '<a href="/x"><h2>a</h2><p>b</p></a>',
        'code': '<pre><code class="language-c">\n\n  if (a &lt; b)\n\treturn;\n</code></pre><pre>plain  text</pre><pre>with <b>bold</b></pre><p><code>a  b</code></p>',
        'a picture in every form': '<figure><img src="/a.png" alt="a"></figure><figure class="kg-card kg-image-card kg-width-wide"><img src="/a.png" srcset="/b.png 2x" sizes="50vw" '
            + 'alt="a" width="1" height="2" loading="lazy" class="kg-image"><figcaption>A <a href="/x">link</a> <span class="credit">Photo: B</span></figcaption></figure>'
            + '<figure><a href="https://x.example/" rel="noopener nofollow"><img src="/a.png" alt=""></a><figcaption><span class="credit">C</span></figcaption></figure>',
        'a picture with more than one picture': '<figure class="kg-card kg-before-after-card"><img src="/a.png" alt="a"><img src="/b.png" alt="b"><figcaption>c</figcaption></figure>',
        'a caption with paragraphs': '<figure><img src="/a.png" alt=""><figcaption><p>a</p><p>b</p></figcaption></figure>',
        'a caption with a class': '<figure><img src="/a.png" alt=""><figcaption class="kg-x">a</figcaption></figure>',
        'a credit in the middle': '<figure><img src="/a.png" alt=""><figcaption>a <span class="credit">b</span> c</figcaption></figure>',
        'a gallery of five': `<figure class="kg-card kg-gallery-card kg-width-wide kg-card-hascaption"><div class="kg-gallery-container">${
            [[1, 2, 3], [4, 5]].map((row) => `<div class="kg-gallery-row">${row.map((n) => `<div class="kg-gallery-image"><img src="/${n}.png" alt="${n}"></div>`).join('')}</div>`).join('')
        }</div><figcaption>a <span class="credit">b</span></figcaption></figure>`,
        'a picture element, a film, a sound': '<picture><source srcset="/a.avif"><img src="/a.png" alt=""></picture><p>a <video src="/v.mp4" controls></video></p><audio src="/a.mp3" controls></audio>',
        'tables': '<table><caption>a <b>b</b></caption><colgroup><col span="2"></colgroup><thead><tr><th colspan="2" scope="col" align="right">c</th></tr></thead><tbody><tr><td rowspan="2">d</td><td><p>e</p><ul><li>f</li></ul></td></tr>'
            + '<tr><td></td></tr></tbody><tbody class="kg-x"><tr><td>g</td></tr></tbody><tfoot><tr><td>h</td><td>i</td></tr></tfoot></table>',
        'a table in a table': '<table><tbody><tr><td>a<table><tbody><tr><td>b</td></tr></tbody></table></td></tr></tbody></table>',
        'a table with rows of unlike length': '<table><tbody><tr><td>a</td></tr><tr><td>b</td><td>c</td><td>d</td></tr></tbody></table>',
        'a list of terms': '<dl><dt>a</dt><dd>b</dd><dd><p>c</p></dd></dl>',
        'what folds out': '<details open><summary>a <b>b</b></summary>c<p>d</p></details>',
        'a list without items': '<ul><ul><li>a</li></ul></ul>',
        'sections': '<section class="kg-x" lang="ru"><aside>a</aside><div>b<div>c</div></div></section>',
        'interviews': '<p class="lead">a</p><p class="question">b</p><p class="answer" dir="rtl">c</p><p class="correction">d</p>',
        'footnotes': '<p>a<sup class="footnote-ref"><a href="#u-fn-x" id="u-fnref-x">1</a></sup> b<sup class="footnote-ref"><a href="#u-fn-y" id="u-fnref-y">2</a></sup></p>'
            + '<section class="footnotes"><ol><li class="footnote" id="u-fn-x">c <i>d</i> <a href="#u-fnref-x" class="footnote-back">↩</a></li>'
            + '<li class="footnote" id="u-fn-y"><p>e</p><p>f <a href="#u-fnref-y" class="footnote-back">↩</a></p></li></ol></section>',
        'footnotes of another kind': '<p>a<sup class="footnote-ref"><a href="#u-fn-x" id="u-fnref-x">*</a></sup></p><section class="footnotes"><ol><li class="footnote" id="u-fn-x">b '
            + '<a href="#u-fnref-x" class="footnote-back">back</a></li></ol></section>',
        'notes that nothing refers to': '<p>a</p><section class="footnotes"><ol><li class="footnote" id="u-fn-x">b <a href="#u-fnref-x" class="footnote-back">↩</a></li></ol></section>',
        'bidirectional text': '<p dir="rtl" lang="ar">قال «نعم» (yes) في 2026.</p>',
    };
    for (const [name, html] of Object.entries(kept)) test(name, () => void survives(html));

    test('footnotes are notes, not text', () => {
        const doc = fromHtml(kept.footnotes);
        assert.equal(doc.lastChild.type.name, 'footnotes');
        assert.equal(doc.lastChild.childCount, 2);
        assert.equal(toHtml(doc).replace(/\n/g, ''), kept.footnotes);
    });

    test('the second reference to a note has no place of its own', () => {
        const twice = kept.footnotes.replace(' b<sup', ' z<sup class="footnote-ref"><a href="#u-fn-x">1</a></sup> b<sup');
        assert.equal(toHtml(survives(twice)).replace(/\n/g, ''), twice);
    });
});
