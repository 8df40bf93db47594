// Commands, Markdown signs, footnotes, finding and counting, without a browser's view.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { root } from '../e2e/newspaper.mjs';
import './browser.mjs';
import { EditorState, NodeSelection, TextSelection } from '../../web/node_modules/prosemirror-state/dist/index.js';
import { history, undo } from '../../web/node_modules/prosemirror-history/dist/index.js';
import { addRowBefore } from '../../web/node_modules/prosemirror-tables/dist/index.js';
import { counter } from '../../web/src/count.js';
import { fromHtml } from '../../web/src/document/read.js';
import { toHtml } from '../../web/src/document/write.js';
import * as commands from '../../web/src/editing/commands.js';
import { findAll } from '../../web/src/editing/find.js';
import { footnotesPlugin, insertFootnote } from '../../web/src/editing/footnotes.js';
import { normalise } from '../../web/src/editing/normalise.js';
import { markdownRules } from '../../web/src/editing/rules.js';
import russian from '../../web/src/words/ru.js';

// Opens HTML in which "|" is the cursor, or two are the ends of the selection.
function open(html) {
    const plugins = [markdownRules(), footnotesPlugin(), normalise(), history()];
    let state = EditorState.create({ doc: fromHtml(html), plugins });
    const places = [];
    state.doc.descendants((node, pos) => {
        for (let at = node.isText ? node.text.indexOf('|') : -1; at >= 0; at = node.text.indexOf('|', at + 1)) places.push(pos + at);
    });
    let tr = state.tr;
    for (const place of [...places].reverse()) tr = tr.delete(place, place + 1);
    if (places.length) tr.setSelection(TextSelection.create(tr.doc, places[0], (places[1] ?? places[0] + 1) - 1));
    state = state.apply(tr.setMeta('addToHistory', false));
    const editor = {
        get state() { return state; },
        composing: false,
        dispatch(next) { state = state.apply(next); },
        run(command) { return command(state, editor.dispatch, editor); },
        html: () => toHtml(state.doc).replace(/\n/g, ''),
        // As a browser's view would: each letter is offered to the Markdown rules first.
        type(text) {
            for (const letter of text) {
                const { from, to } = state.selection;
                if (!plugins[0].props.handleTextInput.call(plugins[0], editor, from, to, letter)) editor.dispatch(state.tr.insertText(letter, from, to));
            }
        },
    };
    return editor;
}

describe('Markdown signs', () => {
    const typed = [
        ['## Title', '<h2>Title</h2>'], ['### Title', '<h3>Title</h3>'], ['# Title', '<h2>Title</h2>'], ['> said', '<blockquote><p>said</p></blockquote>'],
        ['- one', '<ul><li>one</li></ul>'], ['* one', '<ul><li>one</li></ul>'], ['1. one', '<ol><li>one</li></ol>'], ['7) one', '<ol start="7"><li>one</li></ol>'],
        ['---after', '<hr><p>after</p>'], ['``` x', '<pre><code>x</code></pre>'], ['```js x', '<pre><code class="language-js">x</code></pre>'],
        ['a **bold** word', '<p>a <strong>bold</strong> word</p>'], ['an *oblique* word', '<p>an <em>oblique</em> word</p>'], ['_so_ it is', '<p><em>so</em> it is</p>'],
        ['some `code` here', '<p>some <code>code</code> here</p>'], ['~~no~~ yes', '<p><s>no</s> yes</p>'], ['a_snake_case b', '<p>a_snake_case b</p>'],
        ['2 * 3 * 4', '<p>2 * 3 * 4</p>'], ['**жирно** и *курсив*', '<p><strong>жирно</strong> и <em>курсив</em></p>'], ['**عريض** نص', '<p><strong>عريض</strong> نص</p>'],
    ];
    for (const [text, html] of typed)
        test(text, () => {
            const editor = open('');
            editor.type(text);
            assert.equal(editor.html(), html);
        });
});

describe('commands', () => {
    const cases = [
        ['a list', '<p>|a</p>', commands.toggleList('bullet_list'), '<ul><li>a</li></ul>'],
        ['the other kind of list', '<ul><li>|a</li></ul>', commands.toggleList('ordered_list'), '<ol><li>a</li></ol>'],
        ['a list of several paragraphs', '<p>|a</p><p>b|</p>', commands.toggleList('ordered_list'), '<ol><li>a</li><li>b</li></ol>'],
        ['out of a list', '<ul><li>|a</li></ul>', commands.toggleList('bullet_list'), '<p>a</p>'],
        ['a quotation', '<p>|a</p>', commands.toggleQuote(), '<blockquote><p>a</p></blockquote>'],
        ['a quotation pulled out', '<blockquote>|a</blockquote>', commands.toggleQuote('pull-quote'), '<blockquote class="pull-quote">a</blockquote>'],
        ['no quotation any more', '<blockquote class="pull-quote"><p>|a</p></blockquote>', commands.toggleQuote('pull-quote'), '<p>a</p>'],
        ['no quotation around a picture: one behind it', '<figure class="kg-card kg-image-card"><img src="/media/a.png" alt="a"><figcaption>|b</figcaption></figure><p>c</p>',
            commands.toggleQuote('pull-quote'), '<figure class="kg-card kg-image-card"><img src="/media/a.png" alt="a"><figcaption>b</figcaption></figure><blockquote class="pull-quote"><p></p></blockquote><p>c</p>'],
        ['a heading', '<p>|a</p>', commands.setStyle('h3'), '<h3>a</h3>'],
        ['a question', '<p>|a</p>', commands.setStyle('question'), '<p class="question">a</p>'],
        ['bold', '<p>a |b| c</p>', commands.toggle('strong'), '<p>a <strong>b</strong> c</p>'],
        ['not bold, however it was written', '<p>a <b>|b|</b> c</p>', commands.toggle('strong'), '<p>a b c</p>'],
        ['a divider', '<p>|a</p>', commands.insert(commands.divider), '<p>a</p><hr><p></p>'],
        ['a divider before the notes', '<p>a|<sup class="footnote-ref"><a href="#u-fn-x" id="u-fnref-x">1</a></sup></p><section class="footnotes"><ol><li class="footnote" id="u-fn-x">n <a href="#u-fnref-x" class="footnote-back">↩</a></li></ol></section>',
            commands.insert(commands.divider), '<p>a<sup class="footnote-ref"><a href="#u-fn-x" id="u-fnref-x">1</a></sup></p><hr><p></p><section class="footnotes"><ol><li class="footnote" id="u-fn-x">n <a href="#u-fnref-x" class="footnote-back">↩</a></li></ol></section>'],
        ['a table', '<p>|</p>', commands.insert(() => commands.table(2, 1)), '<table><thead><tr><th></th></tr></thead><tbody><tr><td></td></tr></tbody></table><p></p>'],
        ['a row above the head is head', '<table><thead><tr><th>|a</th></tr></thead><tbody><tr><td>b</td></tr></tbody></table>', addRowBefore,
            '<table><thead><tr><td></td></tr><tr><th>a</th></tr></thead><tbody><tr><td>b</td></tr></tbody></table>'],
        ['a block further down', '<p>|a</p><p>b</p>', commands.moveBlock(1), '<p>b</p><p>a</p>'],
        ['no block above the first', '<p>|a</p><p>b</p>', commands.moveBlock(-1), '<p>a</p><p>b</p>'],
        ['out of a box', '<div class="kg-x">|a</div>', commands.leaveBox, '<div class="kg-x">a</div><p></p>'],
        ['an empty box', '<div class="kg-card kg-callout-card"><div class="kg-callout-text">|</div></div><p>b</p>', commands.deleteEmptyBox, '<p>b</p>'],
    ];
    for (const [name, before, command, after] of cases)
        test(name, () => {
            const editor = open(before);
            editor.run(command);
            editor.state.doc.check();
            assert.equal(editor.html(), after);
        });

    for (const [name, make, html] of [
        ['a call-out, behind its sign', commands.callout, '<div class="kg-card kg-callout-card kg-callout-card-blue"><div class="kg-callout-emoji">💡</div><div class="kg-callout-text">typed</div></div><p></p>'],
        ['a fold-out, in its heading', commands.foldOut, '<details class="kg-card kg-toggle-card"><summary>typed</summary><div class="kg-toggle-content"></div></details><p></p>'],
        ['a table, in its first cell', () => commands.table(1, 2), '<table><thead><tr><th>typed</th><th></th></tr></thead></table><p></p>'],
    ])
        test(`one goes on writing in ${name}`, () => {
            const editor = open('<p>|</p>');
            editor.run(commands.insert(make));
            editor.type('typed');
            assert.equal(editor.html(), html);
        });

    test('a selected picture is not quoted: a quotation behind it is begun', () => {
        const editor = open('<figure class="kg-card kg-image-card"><img src="/media/a.png" alt="a"></figure><p>c</p>');
        editor.dispatch(editor.state.tr.setSelection(NodeSelection.create(editor.state.doc, 0)));
        editor.run(commands.toggleQuote('pull-quote'));
        editor.type('typed');
        assert.equal(editor.html(), '<figure class="kg-card kg-image-card"><img src="/media/a.png" alt="a"></figure><blockquote class="pull-quote"><p>typed</p></blockquote><p>c</p>');
    });

    test('a link is set, changed as a whole and removed', () => {
        const editor = open('<p>a |b| c</p>');
        editor.dispatch(commands.setLink(editor.state, commands.linkRange(editor.state), 'https://x.example/', ''));
        assert.equal(editor.html(), '<p>a <a href="https://x.example/" rel="noopener">b</a> c</p>');
        editor.dispatch(editor.state.tr.setSelection(TextSelection.create(editor.state.doc, 4)));
        const range = commands.linkRange(editor.state);
        assert.deepEqual([range.from, range.to], [3, 4]);
        editor.dispatch(commands.setLink(editor.state, range, '', ''));
        assert.equal(editor.html(), '<p>a b c</p>');
    });
});

describe('footnotes', () => {
    const note = (editor) => {
        const id = editor.run(insertFootnote);
        let place = 0;
        editor.state.doc.descendants((node, pos) => { if (node.type.name === 'footnote' && node.attrs.id === id) place = pos; });
        editor.dispatch(editor.state.tr.insertText('note', place + 2));
        return id;
    };
    const numbers = (editor) => [...editor.html().matchAll(/>(\d+)<\/a><\/sup>/g)].map(([, number]) => Number(number));
    const notes = (editor) => [...editor.html().matchAll(/class="footnote" id="u-fn-([\w-]+)"/g)].map(([, id]) => id);

    test('are numbered in the order of the text, and so are their notes', () => {
        const editor = open('<p>a b|</p>');
        const second = note(editor);
        editor.dispatch(editor.state.tr.setSelection(TextSelection.create(editor.state.doc, 2)));
        const first = note(editor);
        assert.deepEqual(numbers(editor), [1, 2]);
        assert.deepEqual(notes(editor), [first, second]);
        editor.state.doc.check();
    });

    test('go with their reference, and come back with it', () => {
        const editor = open('<p>ab|</p>');
        note(editor);
        const before = editor.html();
        editor.dispatch(editor.state.tr.delete(3, 4));
        assert.equal(editor.html(), '<p>ab</p>');
        editor.run(undo);
        assert.equal(editor.html(), before);
    });

    test('keep their text when the reference is cut and pasted', () => {
        const editor = open('<p>ab|</p><p>c</p>');
        note(editor);
        const cut = editor.state.doc.slice(3, 4);
        editor.dispatch(editor.state.tr.delete(3, 4));
        editor.dispatch(editor.state.tr.replace(6, 6, cut));
        assert.match(editor.html(), /<p>ab<\/p><p>c<sup.*note/);
    });

    test('take their reference along when they are deleted', () => {
        const editor = open('<p>ab|</p>');
        note(editor);
        const size = editor.state.doc.firstChild.nodeSize;
        editor.dispatch(editor.state.tr.delete(size, editor.state.doc.content.size));
        assert.equal(editor.html(), '<p>ab</p>');
    });
});

test('text by itself is a paragraph once it is edited', () => {
    const editor = open('a|');
    assert.equal(editor.html(), '<p>a</p>');
});

describe('finding', () => {
    const count = (html, query, matchCase = false) => findAll(fromHtml(html), query, matchCase).length;
    const cases = [
        ['across formatting', '<p>a<b>b</b>c</p>', 'abc', false, 1], ['whatever the case', '<p>Паром паром ПАРОМ</p>', 'паром', false, 3],
        ['in that case', '<p>Паром паром</p>', 'паром', true, 1], ['in Arabic', '<p>كتاب وكتاب</p>', 'كتاب', false, 2], ['not across blocks', '<p>a</p><p>b</p>', 'ab', false, 0],
        ['in captions, cells and notes', '<figure><img src="/x" alt=""><figcaption>x</figcaption></figure><table><tbody><tr><td>x</td></tr></tbody></table>', 'x', false, 2],
        ['nothing', '<p>a</p>', '', false, 0], ['where letters grow when folded', '<p>İİx</p>', 'x', false, 1],
    ];
    for (const [name, html, query, matchCase, expected] of cases) test(name, () => assert.equal(count(html, query, matchCase), expected));
});

describe('counting', () => {
    const cases = [
        ['en', '<p>It’s ninety-four kilometres, isn’t it?</p>', 6], ['ru', '<p>Кто-то пришёл — и ушёл.</p>', 5], ['ar', '<p>الحبر يجف على الورق.</p>', 4],
        ['en', '<h2>a b</h2><ul><li>c</li></ul><figure><img src="/x" alt="not this"><figcaption>d e</figcaption></figure>', 5], ['en', '', 0],
    ];
    for (const [language, html, words] of cases) test(`${language}: ${html}`, () => assert.equal(counter(language)(fromHtml(html)).words, words));

    test('a long article is read in minutes, and counted again quickly', () => {
        const doc = fromHtml('<p>one two three four five</p>'.repeat(400));
        const count = counter('en');
        assert.deepEqual(count(doc), { words: 2000, minutes: 10 });
    });
});

test('every text of the editor is there in Russian, and no other', () => {
    const files = readdirSync(path.join(root, 'web/src'), { recursive: true }).filter((name) => name.endsWith('.js'));
    const used = new Set(files.flatMap((name) => [...readFileSync(path.join(root, 'web/src', name), 'utf8').matchAll(/\bt\('((?:[^'\\]|\\.)*)'/g)].map(([, text]) => text)));
    assert.deepEqual([...used].filter((text) => !(text in russian)), []);
    assert.deepEqual(Object.keys(russian).filter((text) => !used.has(text)), []);
});
